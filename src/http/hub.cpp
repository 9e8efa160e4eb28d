#include "http/hub.hpp"
#include <algorithm>

namespace tremolo::http {

namespace {

constexpr std::size_t caught_up_at_once = 128;
constexpr std::size_t served_at_once = 128; // about a millisecond
// Subscribers of a loop from which on its thread gives way to others, and down to which it goes on to do so.
constexpr std::size_t crowd = 128;
constexpr std::size_t no_crowd = 64;

shared_bytes event_of(std::string_view name, std::uint64_t number, std::string_view text) {
    std::string out = "id: " + std::to_string(number) + "\nevent: ";
    out.reserve(out.size() + name.size() + text.size() + 16);
    out.append(name).append("\ndata: ").append(text).append("\n\n");
    return std::make_shared<const std::string>(std::move(out));
}

} // namespace

// The forms of one message, each written when first wanted and kept while it is distributed.
class hub::writer {
  public:
    writer(const hub_options& options, const hub_message& message) : options_{options}, message_{message} {}

    // Null: nothing is to be sent.
    [[nodiscard]] const shared_bytes& bytes(const delivery_form& form) {
        static const delivery_form plain;
        if (form == plain) return message_.frame();
        for (const auto& [known, written] : written_)
            if (known == form) return written;
        return written_.emplace_back(form, write(form)).second;
    }

  private:
    [[nodiscard]] shared_bytes write(const delivery_form& form) const {
        std::string text{message_.text()};
        if (form.filter) text = form.filter->apply(message_);
        if (text.empty()) return nullptr;
        if (form.kind == delivery_form::wire::events)
            return event_of(options_.topics.at(message_.topic()), message_.number(), text);
        if (form.numbered) {
            text.pop_back();
            if (text != "{") text += ',';
            text += "\"seq\":" + std::to_string(message_.number()) + "}";
        }
        return text_frame(text, form.deflated);
    }

    const hub_options& options_;
    const hub_message& message_;
    std::vector<std::pair<delivery_form, shared_bytes>> written_;
};

void hub::publish(unsigned topic, std::string_view text) {
    auto frame = text_frame(text, false);
    std::vector<std::shared_ptr<lane>> asleep;
    {
        const std::scoped_lock lock{mutex_};
        auto message =
            std::make_shared<const hub_message>(next_++, topic, std::move(frame), frame_head_bytes(text.size()));
        kept_bytes_ += message->frame()->size();
        kept_.push_back(message);
        while (kept_.size() > options_.kept_messages || kept_bytes_ > options_.kept_bytes) {
            kept_bytes_ -= kept_.front()->frame()->size();
            kept_.pop_front();
        }
        for (const auto& [loop, each] : lanes_) {
            each->arrived.push_back(message);
            if (each->arrived.size() == 1) asleep.push_back(each);
        }
    }
    // Without the lock: a thread that wakes up wants it at once.
    for (auto& each : asleep) {
        auto* const loop = each->loop.get();
        (void)loop->run_later([this, in = std::move(each)] { begin_round(in); });
    }
}

std::uint64_t hub::newest() const {
    const std::scoped_lock lock{mutex_};
    return next_ - 1;
}

std::size_t hub::subscribers() const {
    const std::scoped_lock lock{mutex_};
    return members_;
}

void hub::begin_round(const std::shared_ptr<lane>& in) {
    if (in->under_way) return; // its end looks for what has arrived
    auto next = std::make_unique<round>();
    {
        const std::scoped_lock lock{mutex_};
        next->messages.swap(in->arrived);
    }
    if (next->messages.empty()) return;
    next->forms.reserve(next->messages.size());
    for (const auto& message : next->messages) next->forms.emplace_back(options_, *message);
    next->unserved = in->members.size();
    in->delivered = next->messages.back()->number();
    in->under_way = std::move(next);
    go_on(in);
}

void hub::go_on(const std::shared_ptr<lane>& in) {
    auto& now = *in->under_way;
    // Backwards: one who leaves gives his place to one who was served already, or came after the messages.
    now.unserved = std::min(now.unserved, in->members.size());
    for (std::size_t served = 0; now.unserved > 0 && served < served_at_once; ++served)
        serve(*in->members[--now.unserved], now);
    const auto again = [&](void (hub::*step)(const std::shared_ptr<lane>&)) {
        return in->loop->run_later([this, in, step] { (this->*step)(in); });
    };
    if (now.unserved > 0 && again(&hub::go_on)) return;
    in->under_way.reset();
    for (std::size_t i = in->members.size(); i-- > 0;) {
        // One who had just caught up with the messages before these.
        if (in->members[i]->reached_ && in->members[i]->line_->queued_messages() == 0) in->members[i]->catch_up({});
    }
    const std::scoped_lock lock{mutex_};
    if (!in->arrived.empty()) (void)again(&hub::begin_round);
}

// Whatever goes wrong with one of them is no trouble for the next.
void hub::serve(subscriber& member, round& with) {
    if (member.reached_) return;
    auto* const line = member.line_;
    const auto alive = line->weak().lock();
    try {
        for (std::size_t m = 0; m < with.messages.size() && member.hub_ == this; ++m) {
            const auto& message = *with.messages[m];
            if (message.number() <= member.seen_ || !member.wants(message)) continue;
            if (const auto& bytes = with.forms[m].bytes(member.form)) line->send(bytes);
        }
        member.seen_ = with.messages.back()->number();
        line->flush();
    } catch (const std::exception&) { line->close(close_code::internal); }
}

std::shared_ptr<hub::lane> hub::lane_of(stream_loop& loop) {
    const std::scoped_lock lock{mutex_};
    auto& found = lanes_[&loop];
    if (!found) {
        found = std::make_shared<lane>();
        found->loop = loop.self();
        found->delivered = next_ - 1;
    }
    ++members_;
    return found;
}

void hub::close(const std::shared_ptr<lane>& left) {
    const std::scoped_lock lock{mutex_};
    --members_;
    if (!left->members.empty()) return;
    const auto found = lanes_.find(left->loop.get());
    if (found != lanes_.end() && found->second == left) lanes_.erase(found);
}

kept_range hub::range(std::uint64_t since, std::uint64_t last) const {
    const std::scoped_lock lock{mutex_};
    const auto first = kept_.empty() ? next_ : kept_.front()->number();
    return {since, first, last, since <= last && since + 1 >= first};
}

std::vector<hub::message_pointer> hub::kept_after(std::uint64_t number, std::uint64_t last, std::size_t at_most) const {
    const std::scoped_lock lock{mutex_};
    std::vector<message_pointer> out;
    if (kept_.empty()) return out;
    const auto first = kept_.front()->number();
    for (auto at = number < first ? 0 : number + 1 - first; at < kept_.size() && out.size() < at_most; ++at) {
        if (kept_[at]->number() > last) break;
        out.push_back(kept_[at]);
    }
    return out;
}

void subscriber::join(hub& where, stream& line) {
    leave();
    lane_ = where.lane_of(line.loop());
    hub_ = &where;
    line_ = &line;
    index_ = lane_->members.size();
    lane_->members.push_back(this);
    if (lane_->members.size() == crowd) lane_->loop->give_way(true);
    seen_ = lane_->delivered;
}

void subscriber::leave() {
    if (!hub_) return;
    auto& members = lane_->members;
    members[index_] = members.back();
    members[index_]->index_ = index_;
    members.pop_back();
    if (members.size() == no_crowd) lane_->loop->give_way(false);
    hub_->close(lane_);
    hub_ = nullptr;
    lane_.reset();
    reached_.reset();
}

kept_range subscriber::resume(std::uint64_t since) {
    const auto range = hub_->range(since, lane_->delivered);
    reached_ = since > range.last ? range.last : std::max(since, range.first - 1);
    return range;
}

void subscriber::catch_up(const std::function<void(const kept_range&)>& lost) {
    while (reached_ && line_->is_open()) {
        line_->flush();
        if (!hub_ || line_->queued_messages() > 0) return; // until it has drained
        const auto batch = hub_->kept_after(*reached_, lane_->delivered, caught_up_at_once);
        if (batch.empty()) {
            seen_ = lane_->delivered;
            return reached_.reset();
        }
        if (batch.front()->number() > *reached_ + 1 && lost) lost(hub_->range(*reached_, lane_->delivered));
        for (const auto& message : batch) {
            if (!hub_) return;
            reached_ = message->number();
            if (!wants(*message)) continue;
            hub::writer once{hub_->options_, *message};
            if (const auto& bytes = once.bytes(form)) line_->send(bytes);
        }
    }
}

} // namespace tremolo::http
