#include "market/exchange_facts.hpp"
#include <algorithm>
#include <array>
#include <cctype>

namespace tremolo::market {
namespace {

// Of ccxt 4.5.90, sorted by id. Fees that it tells only by kind of market are left out, as there is none for all then.
constexpr std::array<exchange_facts, 104> known{{
    {"alpaca", "Alpaca", 0.0025, 0.0015},
    {"apex", "Apex", {}, {}},
    {"aster", "Aster", 0.00035, 0.0001},
    {"backpack", "Backpack", {}, {}},
    {"bequant", "Bequant", 0.0009, 0.0009},
    {"bigone", "BigONE", 0.001, 0.001},
    {"binance", "Binance", 0.001, 0.001},
    {"binancecoinm", "Binance COIN-M", 0.001, 0.001},
    {"binanceus", "Binance US", 0.001, 0.001},
    {"binanceusdm", "Binance USDⓈ-M", 0.001, 0.001},
    {"bingx", "BingX", {}, {}},
    {"bit2c", "Bit2C", 0.03, 0.025},
    {"bitbank", "bitbank", {}, {}},
    {"bitbns", "Bitbns", 0.0025, 0.0025},
    {"bitfinex", "Bitfinex", 0.002, 0.001},
    {"bitflyer", "bitFlyer", 0.002, 0.002},
    {"bitget", "Bitget", {}, {}},
    {"bithumb", "Bithumb", 0.0025, 0.0025},
    {"bitopro", "BitoPro", 0.002, 0.001},
    {"bitrue", "Bitrue", 0.00098, 0.00098},
    {"bitso", "Bitso", {}, {}},
    {"bitstamp", "Bitstamp", 0.004, 0.004},
    {"bitteam", "BIT.TEAM", 0.002, 0.002},
    {"bittrade", "BitTrade", 0.002, 0.002},
    {"bitvavo", "Bitvavo", 0.0025, 0.002},
    {"blockchaincom", "Blockchain.com", {}, {}},
    {"blofin", "BloFin", {}, {}},
    {"btcbox", "BtcBox", {}, {}},
    {"btcmarkets", "BTC Markets", {}, {}},
    {"btcturk", "BTCTurk", 0.0009, 0.0005},
    {"btse", "BTSE", 0.0002, 0.0002},
    {"bullish", "Bullish", 0.001, 0.001},
    {"bybit", "Bybit", 0.00075, 0.0001},
    {"bybiteu", "Bybit EU", 0.00075, 0.0001},
    {"bybitid", "Bybit Indonesia", 0.00075, 0.0001},
    {"bydfi", "BYDFi", {}, {}},
    {"cex", "CEX.IO", {}, {}},
    {"coinbase", "Coinbase Advanced", 0.012, 0.006},
    {"coinbaseexchange", "Coinbase Exchange", 0.006, 0.004},
    {"coinbaseinternational", "Coinbase International", 0.004, 0.002},
    {"coincheck", "Coincheck", 0.0, 0.0},
    {"coinmate", "CoinMate", 0.006, 0.004},
    {"coinone", "CoinOne", 0.002, 0.002},
    {"coinsph", "Coins.ph", 0.003, 0.0025},
    {"coinspot", "CoinSpot", {}, {}},
    {"cryptocom", "Crypto.com", 0.005, 0.0025},
    {"cryptomus", "Cryptomus", 0.02, 0.02},
    {"deepcoin", "DeepCoin", 0.0015, 0.001},
    {"delta", "Delta Exchange", 0.0015, 0.001},
    {"deribit", "Deribit", {}, {}},
    {"derive", "Derive", {}, {}},
    {"digifinex", "DigiFinex", 0.002, 0.002},
    {"dydx", "dYdX", 0.0005, 0.0001},
    {"extended", "Extended", {}, {}},
    {"fmfwio", "FMFW.io", 0.005, 0.005},
    {"foxbit", "Foxbit", 0.005, 0.0025},
    {"gate", "Gate", 0.002, 0.002},
    {"gateeu", "Gate EU", 0.002, 0.002},
    {"gemini", "Gemini", 0.004, 0.002},
    {"grvt", "GRVT", {}, {}},
    {"hashkey", "HashKey Global", {}, {}},
    {"hibachi", "Hibachi", 0.00045, 0.00015},
    {"hitbtc", "HitBTC", 0.0009, 0.0009},
    {"hollaex", "HollaEx", 0.001, 0.001},
    {"htx", "HTX", 0.002, 0.002},
    {"hyperliquid", "Hyperliquid", {}, {}},
    {"independentreserve", "Independent Reserve", 0.005, 0.005},
    {"indodax", "INDODAX", 0.003, 0},
    {"kraken", "Kraken", 0.0026, 0.0016},
    {"krakenfutures", "Kraken Futures", 0.0005, 0.0002},
    {"kucoin", "KuCoin", 0.001, 0.001},
    {"kucoinfutures", "KuCoin Futures", 0.001, 0.001},
    {"latoken", "Latoken", 0.0049, 0.0049},
    {"lbank", "LBank", 0.001, 0.001},
    {"lighter", "Lighter", {}, {}},
    {"luno", "Luno", 0.006, 0.004},
    {"mercado", "Mercado Bitcoin", 0.007, 0.003},
    {"mexc", "MEXC Global", 0.0005, 0.0},
    {"modetrade", "Mode Trade", 0.0005, 0.0002},
    {"mudrex", "Mudrex", 0.00059, 0.00023},
    {"myokx", "MyOKX (EEA)", 0.0015, 0.001},
    {"nado", "Nado", 0.00035, 0.0001},
    {"ndax", "NDAX", 0.0025, 0.002},
    {"okx", "OKX", 0.0015, 0.001},
    {"okxus", "OKX (US)", 0.0015, 0.001},
    {"onetrading", "One Trading", 0.0015, 0.001},
    {"p2b", "p2b", {}, {}},
    {"pacifica", "Pacifica", {}, {}},
    {"paradex", "Paradex", {}, {}},
    {"paymium", "Paymium", 0.005, -0.001},
    {"phemex", "Phemex", 0.001, 0.001},
    {"poloniex", "Poloniex", 0.0009, 0.0009},
    {"polymarket", "Polymarket", 0.0004, 0.000125},
    {"revolutx", "Revolut X", 0.0009, 0.0},
    {"tokocrypto", "Tokocrypto", 0.0075, 0.0075},
    {"toobit", "Toobit", {}, {}},
    {"upbit", "Upbit", 0.0025, 0.0025},
    {"weex", "Weex", 0.1, 0.1},
    {"whitebit", "WhiteBit", 0.001, 0.001},
    {"woo", "WOO X", 0.0005, 0.0002},
    {"woofipro", "WOOFI PRO", 0.0005, 0.0002},
    {"xt", "XT", {}, {}},
    {"zaif", "Zaif", 0.001, 0.0},
    {"zebpay", "Zebpay", {}, {}},
}};

std::string lower(std::string_view id) {
    std::string text{id};
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

} // namespace

const exchange_facts* facts_of(std::string_view id) {
    const auto name = lower(id);
    const auto found = std::ranges::lower_bound(known, std::string_view{name}, {}, &exchange_facts::id);
    return found != known.end() && found->id == name ? found : nullptr;
}

std::string exchange_name(std::string_view id) {
    if (const auto* facts = facts_of(id)) return std::string{facts->name};
    auto name = lower(id);
    if (!name.empty()) name.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(name.front())));
    return name;
}

} // namespace tremolo::market
