#include "api/chart.hpp"
#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace tremolo::api {

namespace {

// While pieces are sent, those behind them are written, one on each core.
class chart_source final : public http::body_source, public std::enable_shared_from_this<chart_source> {
  public:
    chart_source(std::unique_ptr<const rpc::candle_answer> chart, std::string first, work_later work)
        : chart_{std::move(chart)}, ahead_{std::max(1U, std::thread::hardware_concurrency())}, work_{std::move(work)} {
        ready_.emplace(0, std::move(first));
    }

    // Begins to write ahead, before the first piece is asked for.
    void begin() { write_ahead(); }

    void next(taker take) override {
        {
            const std::scoped_lock lock{mutex_};
            waiting_ = std::move(take);
        }
        hand_over();
    }

  private:
    // The piece that is waited for, when it is there.
    void hand_over() {
        taker take;
        std::optional<std::string> piece;
        {
            const std::scoped_lock lock{mutex_};
            if (!waiting_) return;
            const auto found = ready_.find(sent_);
            if (sent_ < chart_->pieces() && found == ready_.end() && !failed_) return;
            take = std::exchange(waiting_, nullptr);
            if (failed_) {
                piece.reset();
            } else if (sent_ == chart_->pieces()) {
                piece.emplace();
            } else {
                piece = std::move(found->second);
                ready_.erase(found);
                ++sent_;
            }
        }
        write_ahead();
        take(std::move(piece));
    }

    void write_ahead() {
        for (;;) {
            std::size_t number = 0;
            {
                const std::scoped_lock lock{mutex_};
                if (failed_ || made_ >= std::min(chart_->pieces(), sent_ + ahead_ + 1)) return;
                number = made_++;
            }
            const auto self = shared_from_this();
            const bool taken = work_([self, number] { self->be_ready(number, self->chart_->piece(number)); },
                                     [self](const std::exception_ptr&) { self->fail(); });
            if (!taken) return fail();
        }
    }

    void be_ready(std::size_t number, std::string piece) {
        {
            const std::scoped_lock lock{mutex_};
            ready_.emplace(number, std::move(piece));
        }
        hand_over();
    }

    void fail() {
        {
            const std::scoped_lock lock{mutex_};
            failed_ = true;
        }
        hand_over();
    }

    const std::unique_ptr<const rpc::candle_answer> chart_;
    const std::size_t ahead_;
    const work_later work_;
    std::mutex mutex_; // of what follows
    std::map<std::size_t, std::string> ready_;
    std::size_t made_ = 1; // pieces that are ready or being written
    std::size_t sent_ = 0;
    taker waiting_;
    bool failed_ = false;
};

// Pieces that come from elsewhere, one after the other.
class relayed_source final : public http::body_source, public std::enable_shared_from_this<relayed_source> {
  public:
    relayed_source(std::unique_ptr<jobs::sandbox::answer> chart, std::string first, std::string second, work_later work)
        : chart_{std::move(chart)}, known_{std::move(first), std::move(second)}, work_{std::move(work)} {}

    void next(taker take) override {
        if (!known_.empty()) {
            auto piece = std::move(known_.front());
            known_.pop_front();
            return take(std::move(piece));
        }
        const bool taken = work_([self = shared_from_this(), take] { take(self->chart_->next()); },
                                 [take](const std::exception_ptr&) { take(std::nullopt); });
        if (!taken) take(std::nullopt);
    }

  private:
    const std::unique_ptr<jobs::sandbox::answer> chart_; // used by one thread at a time
    std::deque<std::string> known_;
    const work_later work_;
};

} // namespace

written chart_of(std::unique_ptr<jobs::sandbox::answer> chart, work_later work) {
    const auto broken = [] { return rpc::failed("The process of the strategy has ended before its chart was whole."); };
    auto first = chart->next();
    if (!first) throw broken();
    auto second = chart->next(); // nothing comes behind a short chart
    if (!second) throw broken();
    written out;
    if (second->empty())
        out.body = std::move(*first);
    else
        out.source =
            std::make_shared<relayed_source>(std::move(chart), std::move(*first), std::move(*second), std::move(work));
    return out;
}

written chart_of(std::unique_ptr<const rpc::candle_answer> chart, work_later work) {
    auto first = chart->piece(0);
    written out;
    if (chart->pieces() == 1) {
        out.body = std::move(first);
        return out;
    }
    const auto source = std::make_shared<chart_source>(std::move(chart), std::move(first), std::move(work));
    source->begin();
    out.source = source;
    return out;
}

} // namespace tremolo::api
