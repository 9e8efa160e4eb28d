#include "http/hub.hpp"
#include <algorithm>

namespace tremolo::http {

namespace {

constexpr std::size_t caught_up_at_once = 128;

shared_bytes event_of(std::string_view name, std::uint64_t number, std::string_view text) {
    std::string out = "id: " + std::to_string(number) + "\nevent: ";
    out.reserve(out.size() + name.size() + text.size() + 16);
    out.append(name).append("\ndata: ").append(text).append("\n\n");
    return std::make_shared<const std::string>(std::move(out));
}

} // namespace

hub_message::hub_message(std::uint64_t number, unsigned topic, std::string_view text)
    : number_{number}, topic_{topic}, head_bytes_{frame_head_bytes(text.size())}, frame_{text_frame(text, false)} {}

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
    const std::scoped_lock lock{mutex_};
    auto message = std::make_shared<const hub_message>(next_++, topic, text);
    kept_bytes_ += message->frame()->size();
    kept_.push_back(message);
    while (kept_.size() > options_.kept_messages || kept_bytes_ > options_.kept_bytes) {
        kept_bytes_ -= kept_.front()->frame()->size();
        kept_.pop_front();
    }
    for (const auto& [loop, each] : lanes_) {
        each->arrived.push_back(message);
        if (each->arrived.size() == 1) (void)loop->run_later([this, to = each] { distribute(*to); });
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

void hub::distribute(lane& to) {
    std::vector<message_pointer> due;
    {
        const std::scoped_lock lock{mutex_};
        due.swap(to.arrived);
    }
    std::vector<writer> written;
    written.reserve(due.size());
    for (const auto& message : due) written.emplace_back(options_, *message);
    // Backwards: one who leaves gives his place to one who was served already.
    for (std::size_t i = to.members.size(); i-- > 0;) {
        auto& member = *to.members[i];
        if (member.reached_) continue;
        auto* const line = member.line_;
        const auto alive = line->weak().lock();
        for (std::size_t m = 0; m < due.size() && member.hub_ == this; ++m) {
            if (!member.wants(*due[m])) continue;
            if (const auto& bytes = written[m].bytes(member.form)) line->send(bytes);
        }
        line->flush();
    }
    if (!due.empty()) to.delivered = due.back()->number();
    for (std::size_t i = to.members.size(); i-- > 0;) {
        // One who had just caught up with the messages before these.
        if (to.members[i]->reached_ && to.members[i]->line_->queued_messages() == 0) to.members[i]->catch_up({});
    }
}

std::shared_ptr<hub::lane> hub::lane_of(stream_loop& loop) {
    const std::scoped_lock lock{mutex_};
    auto& found = lanes_[&loop];
    if (!found) {
        found = std::make_shared<lane>();
        found->loop = &loop;
        found->delivered = next_ - 1;
    }
    ++members_;
    return found;
}

void hub::close(const std::shared_ptr<lane>& left) {
    const std::scoped_lock lock{mutex_};
    --members_;
    if (!left->members.empty()) return;
    const auto found = lanes_.find(left->loop);
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
}

void subscriber::leave() {
    if (!hub_) return;
    auto& members = lane_->members;
    members[index_] = members.back();
    members[index_]->index_ = index_;
    members.pop_back();
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
        if (batch.empty()) return reached_.reset();
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
