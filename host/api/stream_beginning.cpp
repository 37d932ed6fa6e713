#include "host/api/stream_beginning.hpp"

#include <algorithm>
#include <utility>

#include "host/api/stream_visibility.hpp"

namespace selat::api {
namespace {

// Held by the read that is under way.
class search : public std::enable_shared_from_this<search> {
public:
    search(std::shared_ptr<feed> feed, const caller& who, const wanted_start& wanted,
           std::function<void(result<beginning>)> done)
        : feed_(std::move(feed)), who_(who), wanted_(wanted), rewind_(who.agent),
          done_(std::move(done)) {}

    void start(store::reader& reader) {
        if (auto looked = look(reader); !looked) {
            return done_(tl::unexpected(std::move(looked.error())));
        }
        if (out_.reset || (!finding_ && (who_.sees_all() || at_ == out_.newest))) {
            return finish();
        }
        go_through(reader);
    }

private:
    result<void> look(store::reader& reader);
    void go_through(store::reader& reader);
    // False when nothing more is to be learnt.
    bool learn(const std::vector<shared_frame>& frames);
    void finish();

    const std::shared_ptr<feed> feed_;
    const caller who_;
    const wanted_start wanted_;
    beginning out_;
    std::vector<model::id> held_now_;
    rewind rewind_;
    bool finding_ = false;  // the position of wanted_.event
    std::uint64_t at_ = 0;
    std::function<void(result<beginning>)> done_;
};

// The first look: how things stand now, and from where to go through the events.
result<void> search::look(store::reader& reader) {
    if (!who_.session.empty()) {
        const auto session = reader.session(who_.session);
        if (!session) {
            return tl::unexpected(session.error());
        }
        if (!*session) {
            return fail(code::denied, "the session has ended");
        }
        out_.session_expires = (*session)->expires;
    }
    const auto newest = reader.newest_position();
    if (!newest) {
        return tl::unexpected(newest.error());
    }
    out_.newest = *newest;
    if (!who_.sees_all()) {
        auto held = reader.visible_conversations(who_.agent);
        if (!held) {
            return tl::unexpected(held.error());
        }
        held_now_ = std::move(*held);
    }
    const auto reach = out_.newest - std::min(out_.newest, feed_->limits.searched);
    finding_ = static_cast<bool>(wanted_.event);
    at_ = finding_ ? reach : wanted_.after.value_or(out_.newest);
    out_.position = at_;
    out_.reset = at_ > out_.newest || (!who_.sees_all() && at_ < reach);
    return {};
}

void search::go_through(store::reader& reader) {
    while (!finding_) {  // what the feed has need not be read again
        const auto recent = feed_->after(at_);
        if (recent.behind || recent.frames.empty()) {
            break;
        }
        if (!learn(recent.frames)) {
            return finish();
        }
    }
    const auto found = read_piece(reader, at_);
    if (!found) {
        return done_(tl::unexpected(found.error()));
    }
    if (!learn(found->frames) || found->upto >= out_.newest) {
        return finish();
    }
    at_ = found->upto;
    feed_->read([self = shared_from_this()](store::reader& next) { self->go_through(next); });
}

bool search::learn(const std::vector<shared_frame>& frames) {
    for (const auto& each : frames) {
        if (each->position > out_.newest) {
            return false;
        }
        at_ = each->position;
        if (!finding_) {
            rewind_.add(*each);
        } else if (each->id == wanted_.event) {
            finding_ = false;
            out_.position = each->position;
            if (who_.sees_all()) {
                return false;
            }
        }
    }
    return true;
}

void search::finish() {
    out_.reset = out_.reset || finding_;
    if (out_.reset) {
        out_.position = out_.newest;
        out_.held = std::move(held_now_);
    } else {
        out_.held = rewind_.held_before(held_now_);
    }
    done_(std::move(out_));
}

}  // namespace

void find_beginning(std::shared_ptr<feed> feed, const caller& who, const wanted_start& wanted,
                    std::function<void(result<beginning>)> done) {
    auto one = std::make_shared<search>(feed, who, wanted, std::move(done));
    feed->read([one = std::move(one)](store::reader& reader) { one->start(reader); });
}

}  // namespace selat::api
