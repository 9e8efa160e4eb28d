// The columns of every table, in the schema's order, without the ids.
#pragma once
#include "store/records.hpp"
#include "store/row_codec.hpp"
#include "trading/lock.hpp"
#include "trading/trade.hpp"

namespace tremolo::store {

using trading::lock;
using trading::order;
using trading::trade;

inline constexpr column<trade> trade_columns[] = {
    column_of<&trade::exchange>("exchange"),
    column_of<&trade::pair>("pair"),
    text_or_null<&trade::base_currency>("base_currency"),
    text_or_null<&trade::stake_currency>("stake_currency"),
    column_of<&trade::is_open>("is_open"),
    column_of<&trade::fee_open>("fee_open"),
    column_of<&trade::fee_open_cost>("fee_open_cost"),
    column_of<&trade::fee_open_currency>("fee_open_currency"),
    column_of<&trade::fee_close>("fee_close"),
    column_of<&trade::fee_close_cost>("fee_close_cost"),
    column_of<&trade::fee_close_currency>("fee_close_currency"),
    column_of<&trade::open_rate>("open_rate"),
    column_of<&trade::open_rate_requested>("open_rate_requested"),
    column_of<&trade::open_trade_value>("open_trade_value"),
    column_of<&trade::close_rate>("close_rate"),
    column_of<&trade::close_rate_requested>("close_rate_requested"),
    column_of<&trade::realized_profit>("realized_profit"),
    column_of<&trade::close_profit>("close_profit"),
    column_of<&trade::close_profit_abs>("close_profit_abs"),
    column_of<&trade::stake_amount>("stake_amount"),
    column_of<&trade::max_stake_amount>("max_stake_amount"),
    column_of<&trade::amount>("amount"),
    column_of<&trade::amount_requested>("amount_requested"),
    column_of<&trade::open_date>("open_date"),
    column_of<&trade::close_date>("close_date"),
    column_of<&trade::stop_loss>("stop_loss"),
    column_of<&trade::stop_loss_pct>("stop_loss_pct"),
    column_of<&trade::initial_stop_loss>("initial_stop_loss"),
    column_of<&trade::initial_stop_loss_pct>("initial_stop_loss_pct"),
    column_of<&trade::is_stop_loss_trailing>("is_stop_loss_trailing"),
    column_of<&trade::max_rate>("max_rate"),
    column_of<&trade::min_rate>("min_rate"),
    column_of<&trade::exit_reason>("exit_reason"),
    column_of<&trade::exit_order_status>("exit_order_status"),
    column_of<&trade::strategy>("strategy"),
    column_of<&trade::enter_tag>("enter_tag"),
    column_of<&trade::timeframe>("timeframe"),
    column_of<&trade::trading_mode>("trading_mode"),
    column_of<&trade::amount_precision>("amount_precision"),
    column_of<&trade::price_precision>("price_precision"),
    column_of<&trade::precision_mode>("precision_mode"),
    column_of<&trade::precision_mode_price>("precision_mode_price"),
    column_of<&trade::contract_size>("contract_size"),
    column_of<&trade::leverage>("leverage"),
    column_of<&trade::is_short>("is_short"),
    column_of<&trade::liquidation_price>("liquidation_price"),
    column_of<&trade::interest_rate>("interest_rate"),
    column_of<&trade::funding_fees>("funding_fees"),
    column_of<&trade::funding_fee_running>("funding_fee_running"),
    column_of<&trade::record_version>("record_version"),
};

inline constexpr column<order> order_columns[] = {
    column_of<&order::trade_id>("ft_trade_id"),
    column_of<&order::ft_order_side>("ft_order_side"),
    column_of<&order::ft_pair>("ft_pair"),
    column_of<&order::ft_is_open>("ft_is_open"),
    column_of<&order::ft_amount>("ft_amount"),
    column_of<&order::ft_price>("ft_price"),
    column_of<&order::ft_cancel_reason>("ft_cancel_reason"),
    column_of<&order::order_id>("order_id"),
    column_of<&order::status>("status"),
    column_of<&order::symbol>("symbol"),
    column_of<&order::order_type>("order_type"),
    column_of<&order::side>("side"),
    column_of<&order::price>("price"),
    column_of<&order::average>("average"),
    column_of<&order::amount>("amount"),
    column_of<&order::filled>("filled"),
    column_of<&order::remaining>("remaining"),
    column_of<&order::cost>("cost"),
    column_of<&order::stop_price>("stop_price"),
    column_of<&order::order_date>("order_date"),
    column_of<&order::order_filled_date>("order_filled_date"),
    column_of<&order::order_update_date>("order_update_date"),
    column_of<&order::funding_fee>("funding_fee"),
    column_of<&order::ft_fee_base>("ft_fee_base"),
    column_of<&order::ft_order_tag>("ft_order_tag"),
};

inline constexpr column<lock> lock_columns[] = {
    column_of<&lock::pair>("pair"),
    column_of<&lock::side>("side"),
    column_of<&lock::reason>("reason"),
    column_of<&lock::lock_time>("lock_time"),
    column_of<&lock::lock_end_time>("lock_end_time"),
    column_of<&lock::active>("active"),
};

inline constexpr column<custom_data> custom_data_columns[] = {
    column_of<&custom_data::trade_id>("ft_trade_id"),  column_of<&custom_data::key>("cd_key"),
    column_of<&custom_data::type>("cd_type"),          column_of<&custom_data::value>("cd_value"),
    column_of<&custom_data::created_at>("created_at"), column_of<&custom_data::updated_at>("updated_at"),
};

inline constexpr column<wallet_record> wallet_columns[] = {
    column_of<&wallet_record::at>("timestamp"),
    column_of<&wallet_record::currency>("currency"),
    column_of<&wallet_record::rate>("rate"),
    column_of<&wallet_record::quote_currency>("quote_currency"),
    column_of<&wallet_record::balance>("balance"),
    column_of<&wallet_record::total_quote>("total_quote"),
    column_of<&wallet_record::total_position_value>("total_position_value"),
    column_of<&wallet_record::collateral>("collateral"),
    column_of<&wallet_record::leverage>("leverage"),
    column_of<&wallet_record::bot_managed>("bot_managed"),
};

} // namespace tremolo::store
