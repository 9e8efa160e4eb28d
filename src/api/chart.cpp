#include "api/chart.hpp"
#include <algorithm>
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

// Pieces that come from elsewhere, in order: those that are there at once, others are waited for on another thread.
class relayed_source final : public http::body_source, public std::enable_shared_from_this<relayed_source> {
  public:
    relayed_source(std::unique_ptr<jobs::sandbox::answer> chart, http::body_piece first, http::body_piece second,
                   work_later work)
        : chart_{std::move(chart)}, work_{std::move(work)} {
        ready_.push_back(std::move(second));
        ready_.push_back(std::move(first));
    }

    void next(taker take) override {
        if (!ready_.empty()) {
            auto piece = std::move(ready_.back());
            ready_.pop_back(); // before it is taken: who takes it may ask for the next one at once
            return take(std::move(piece));
        }
        if (auto piece = chart_->piece_at_hand()) return take(body_of(std::move(*piece)));
        const bool taken = work_(
            [self = shared_from_this(), take] {
                auto piece = self->chart_->next_piece();
                take(piece ? std::optional{body_of(std::move(*piece))} : std::nullopt);
            },
            [take](const std::exception_ptr&) { take(std::nullopt); });
        if (!taken) take(std::nullopt);
    }

  private:
    static http::body_piece body_of(jobs::sandbox::piece&& from) { return {from.bytes, std::move(from.owner)}; }

    const std::unique_ptr<jobs::sandbox::answer> chart_; // used by one thread at a time, as all of it
    const work_later work_;
    std::vector<http::body_piece> ready_; // the last one comes next
};

} // namespace

written chart_of(std::unique_ptr<jobs::sandbox::answer> chart, work_later work) {
    const auto broken = [] { return rpc::failed("The process of the strategy has ended before its chart was whole."); };
    const auto piece = [&chart, &broken] {
        auto next = chart->next_piece();
        if (!next) throw broken();
        return http::body_piece{next->bytes, std::move(next->owner)};
    };
    auto first = piece(), second = piece(); // nothing comes behind a short chart
    written out;
    if (second.empty())
        out.body = std::string{first.bytes()};
    else
        out.source =
            std::make_shared<relayed_source>(std::move(chart), std::move(first), std::move(second), std::move(work));
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
