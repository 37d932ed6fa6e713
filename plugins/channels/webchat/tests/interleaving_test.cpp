// A property: whatever is delayed, reordered, lost or repeated between clients, plugin and host,
// every message is stored once, and every client is shown every event once and in order.
#include "given.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <random>
#include <set>

#include <catch2/catch.hpp>

using namespace webchat;
using namespace webchat::test;

namespace {

struct message {
    std::string id, provider_id, content;
};

struct tab {
    std::string connection;        // empty: not connected
    std::deque<std::string> wire;  // written to it, not yet arrived
    bool welcomed = false;
    std::uint64_t first = 0, last = 0;
    std::map<std::string, std::string> outbox;  // cid → text
    std::set<std::uint64_t> own;                // shown through an acknowledgement
    std::map<std::string, std::uint64_t> acked;
};

class world {
public:
    explicit world(unsigned seed)
        : random_(seed), channel_(instance()), token_(token_of(channel_)),
          address_(visitor_of(channel_, token_)), tabs_(3) {}

    void step() {
        switch (pick(10)) {
        case 0: return write_as_visitor(any_tab());
        case 1: return write_as_agent();
        case 2: return connect(any_tab());
        case 3: return pick(3) == 0 ? drop(any_tab()) : repeat(any_tab());
        case 4: return pick(2) == 0 ? take(channel_.advance(1500)) : void();
        case 5:
        case 6: return arrive(any_tab());
        default: return host_moves();
        }
    }
    // Everything that is under way arrives, and every client gets its messages out.
    void settle() {
        for (int round = 0; round < 400 && !settled(); ++round) {
            take(channel_.advance(1000));
            for (auto& each : tabs_) {
                connect(each);
                flush(each);
            }
            while (!host_.empty()) {
                host_moves();
            }
            for (auto& each : tabs_) {
                while (!each.wire.empty()) {
                    arrive(each);
                }
            }
        }
    }
    [[nodiscard]] bool settled() const {
        return host_.empty() && std::all_of(tabs_.begin(), tabs_.end(), [&](const tab& each) {
                   return each.welcomed && each.outbox.empty() && each.wire.empty() &&
                          each.last == store_.size();
               });
    }
    void check() const {
        CHECK(settled());
        std::set<std::string> ids;
        for (const auto& each : store_) {
            CHECK((each.provider_id.empty() || ids.insert(each.provider_id).second));
        }
        CHECK(ids.size() == written_);
        CHECK(faults_ == std::vector<std::string>{});
    }

private:
    std::size_t pick(std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
    }
    tab& any_tab() { return tabs_[pick(tabs_.size())]; }
    void later(std::function<void()> work) { host_.push_back(std::move(work)); }

    void host_moves() {
        if (host_.empty()) {
            return;
        }
        const auto at = host_.begin() + static_cast<std::ptrdiff_t>(pick(host_.size()));
        const auto work = std::move(*at);
        host_.erase(at);
        work();
    }
    void take(const std::vector<drive::outcome>& outcomes) {
        for (const auto& each : outcomes) {
            take(each);
        }
    }
    void take(const drive::outcome& outcome) {
        if (!outcome.ok()) {
            faults_.push_back(outcome.error);
        }
        for (const auto& write : outcome.writes) {
            for (auto& each : tabs_) {
                if (each.connection == write.connection) {
                    each.wire.push_back(write.data);
                }
            }
        }
        for (const auto& hangup : outcome.hangups) {
            hung_up(hangup.connection, hangup.code, hangup.reason);
        }
        for (const auto& inbound : outcome.inbounds) {
            later([this, inbound] { store(inbound); });
        }
        for (const auto& asked : outcome.histories) {
            later([this, asked] { read(asked); });
        }
    }
    void store(const drive::inbound& inbound) {
        const auto known = std::find_if(store_.begin(), store_.end(), [&](const message& each) {
            return each.provider_id == inbound.provider_id;
        });
        const bool duplicate = known != store_.end();
        const auto seq = static_cast<std::uint64_t>(known - store_.begin()) + 1;
        if (!duplicate) {
            store_.push_back({"IM" + std::to_string(seq), inbound.provider_id, inbound.content});
        }
        later([this, inbound, seq, duplicate] { take(stored(channel_, inbound, seq, duplicate)); });
    }
    void read(const drive::ask_history& asked) {
        std::vector<std::uint64_t> found;
        for (std::uint64_t seq = 1; seq <= store_.size(); ++seq) {
            if (seq > asked.after_seq && (asked.before_seq == 0 || seq < asked.before_seq)) {
                found.push_back(seq);
            }
        }
        if (found.size() > asked.limit) {
            const auto cut = static_cast<std::ptrdiff_t>(found.size() - asked.limit);
            asked.after_seq == 0 && asked.before_seq != 0
                ? found.erase(found.begin(), found.begin() + cut)
                : found.erase(found.end() - cut, found.end());
        }
        drive::history_answer answer{.tag = asked.tag, .address = asked.address};
        for (const auto seq : found) {
            const auto& each = store_[seq - 1];
            answer.items.push_back({.inbound = !each.provider_id.empty(),
                                    .message = each.id,
                                    .provider_id = each.provider_id,
                                    .seq = seq,
                                    .author_kind = each.provider_id.empty() ? "agent" : "customer",
                                    .content = each.content});
        }
        answer.newest_seq = store_.size();
        later([this, answer] { take(channel_.history(answer)); });
    }

    void write_as_agent() {
        const auto seq = store_.size() + 1;
        // Some are long enough to be taken from the store.
        const auto text = std::string(pick(5) == 0 ? 2000 : 3, 'a');
        store_.push_back({"IM" + std::to_string(seq), "", json({{"text", text}}).dump()});
        later([this, seq] {
            take(channel_.send({.message = store_[seq - 1].id,
                                .to = address_,
                                .content = store_[seq - 1].content,
                                .idempotency_key = std::to_string(seq),
                                .seq = seq}));
        });
    }
    void write_as_visitor(tab& by) {
        const auto cid = "c" + std::to_string(++written_);
        by.outbox[cid] = "text of " + cid;
        transmit(by, cid);
    }
    // Sometimes it gets lost on the way.
    void transmit(tab& by, const std::string& cid) {
        if (by.welcomed && pick(5) != 0) {
            take(say(channel_, by.connection, cid, by.outbox[cid]));
        }
    }
    void flush(tab& by) {
        if (by.welcomed) {
            for (const auto& [cid, text] : by.outbox) {
                take(say(channel_, by.connection, cid, text));
            }
        }
    }
    void repeat(tab& by) {
        if (!by.outbox.empty()) {
            transmit(by, by.outbox.begin()->first);
        }
    }
    void connect(tab& by) {
        if (by.connection.empty()) {
            by.connection = "n" + std::to_string(++names_);
            take(hello(channel_, by.connection, token_, by.last));
        }
    }
    void drop(tab& by) {
        if (!by.connection.empty()) {
            later([this, name = by.connection] { take(channel_.close(name, 1006)); });
            disconnected(by);
        }
    }
    static void disconnected(tab& by) {
        by.connection.clear();
        by.wire.clear();
        by.welcomed = false;
    }
    // Dropped sockets look open to the plugin until their close arrives, so there can be too many.
    void hung_up(const std::string& connection, std::uint32_t code, const std::string& reason) {
        if (code != 4409) {
            faults_.push_back("closed: " + reason);
        }
        for (auto& each : tabs_) {
            if (each.connection == connection) {
                disconnected(each);
            }
        }
    }
    void arrive(tab& at) {
        if (at.wire.empty()) {
            return;
        }
        const auto frame = json::parse(at.wire.front());
        at.wire.pop_front();
        const auto type = frame["type"].get<std::string>();
        if (type == "welcome") {
            const auto& resume = frame["resume"];
            at.welcomed = true;
            if (resume["truncated"] || at.first == 0) {
                at.first = resume["from_seq"];
                at.last = at.first - 1;
            }
        } else if (type == "event") {
            show(at, frame["seq"], text_of(frame, "cid"));
        } else if (type == "ack") {
            acknowledge(at, frame);
        } else if (type != "nack") {
            faults_.push_back("unexpected " + type);
        }
    }
    void show(tab& at, std::uint64_t seq, const std::string& cid) {
        if (seq == at.last + 1) {
            at.last = seq;
        } else if (at.own.count(seq) == 0) {
            faults_.push_back("event " + std::to_string(seq) + " after " + std::to_string(at.last));
        }
        if (store_.at(seq - 1).provider_id != (cid.empty() ? "" : address_ + ":" + cid)) {
            faults_.push_back("event " + std::to_string(seq) + " is another message");
        }
        at.outbox.erase(cid);
    }
    void acknowledge(tab& at, const json& frame) {
        const auto cid = text_of(frame, "cid");
        const std::uint64_t seq = frame["seq"];
        const auto [known, fresh] = at.acked.emplace(cid, seq);
        if (!fresh && known->second != seq) {
            faults_.push_back(cid + " was acknowledged as two messages");
        }
        if (store_.at(seq - 1).provider_id != address_ + ":" + cid) {
            faults_.push_back(cid + " was acknowledged as another message");
        }
        at.outbox.erase(cid);
        if (seq == at.last + 1) {
            at.last = seq;
            at.own.insert(seq);
        }
    }

    std::mt19937 random_;
    drive::channel channel_;
    std::string token_, address_;
    std::vector<tab> tabs_;
    std::vector<message> store_;
    std::vector<std::function<void()>> host_;
    std::vector<std::string> faults_;
    std::size_t written_ = 0, names_ = 0;
};

}  // namespace

TEST_CASE("every message is stored once and shown once, in order, whatever happens on the way") {
    for (unsigned seed = 0; seed < 300; ++seed) {
        INFO("seed " << seed);
        world world(seed);
        for (int i = 0; i < 600; ++i) {
            world.step();
        }
        world.settle();
        world.check();
    }
}
