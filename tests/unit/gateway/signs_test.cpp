// What goes out beside messages: once, in its place, and never in a message's way.

#include "outbox_support.hpp"

namespace selat::gateway::test::signs_test {
namespace {

using std::chrono::seconds;

// A post office whose channel notes what it was asked to show.
struct sign_office : post_office {
    sign_office() {
        line->send = [this](const selat_outgoing& out) {
            note(out);
            signs.push_back(named(out));
            return how ? failed(out.op, *how) : sent(out.op, "p" + std::to_string(seen.size()));
        };
    }
    static std::string named(const selat_outgoing& out) {
        switch (out.purpose) {
        case SELAT_OUT_TYPING: return "typing " + text_of(out.content);
        case SELAT_OUT_READ: return "read " + text_of(out.target_provider_id);
        case SELAT_OUT_PROFILE: return "profile";
        default: return text_of(out.content);
        }
    }
    sign about(const std::string& address) {
        sign out;
        out.about.channel = "line";
        out.about.address = address;
        out.about.conversation = conversation;
        out.until = clock.now() + seconds{5};
        return out;
    }
    void type(const std::string& address, bool on = true) {
        auto out = about(address);
        out.on = on;
        out.content = on ? R"({"on":true})" : R"({"on":false})";
        outbox->show(out);
        settle();
    }
    void read(const std::string& address, std::uint64_t seq) {
        auto out = about(address);
        out.purpose = SELAT_OUT_READ;
        out.until = model::time::max();
        out.about.address_seq = seq;
        out.context.target_provider_id = "m" + std::to_string(seq);
        outbox->show(out);
        settle();
    }

    std::vector<std::string> signs;
    std::optional<code> how;  // they fail
    model::id conversation = model::id_source(9).make(model::id_kind::conversation, clock.now(), 1);
};

const std::string types = R"(typing {"on":true})";
const std::string stops = R"(typing {"on":false})";
const std::string hello = R"({"text":"hello"})";

using names = std::vector<std::string>;

}  // namespace

TEST_CASE("typing is shown at most every three seconds, and its end once") {
    sign_office office;
    office.type("ann", false);
    office.type("ann");
    office.type("ann");
    office.clock.turn(seconds{2});
    office.type("ann");
    CHECK(office.signs == names{types});
    office.clock.turn(seconds{1});
    office.type("ann");
    CHECK(office.signs == names{types, types});
    office.type("ann", false);
    office.type("ann", false);
    CHECK(office.signs == names{types, types, stops});
    office.type("ann");
    CHECK(office.signs.size() == 3);
}

TEST_CASE("typing comes behind a message that is on its way, and not at all when one follows") {
    sign_office office;
    const auto first = queue_send(office, "line", "ann", "hello");
    office.store.close();
    office.outbox->add(first.job, first.message);
    office.run_until([&] { return office.store.waiting() == 1; });
    office.type("ann");
    CHECK(office.signs == names{hello});
    office.store.open();
    office.run_until_empty();
    office.settle();
    CHECK(office.signs == names{hello, types});

    office.clock.turn(seconds{3});
    const auto second = queue_send(office, "line", "ann", "hello");
    const auto third = queue_send(office, "line", "ann", "hello");
    office.store.close();
    office.outbox->add(second.job, second.message);
    office.run_until([&] { return office.store.waiting() == 1; });
    office.type("ann");
    office.outbox->add(third.job, third.message);
    office.store.open();
    office.run_until_empty();
    office.settle();
    CHECK(office.signs == names{hello, types, hello, hello});
}

TEST_CASE("typing that waited until it meant nothing is not shown") {
    sign_office office;
    const auto first = queue_send(office, "line", "ann", "hello");
    office.store.close();
    office.outbox->add(first.job, first.message);
    office.run_until([&] { return office.store.waiting() == 1; });
    office.type("ann");
    office.clock.turn(seconds{6});
    office.store.open();
    office.run_until_empty();
    office.settle();
    CHECK(office.signs == names{hello});
}

TEST_CASE("what fails to be shown is no failure of anything, and typing is not tried again") {
    sign_office office;
    office.how = code::unavailable;
    office.type("ann");
    office.clock.turn(seconds{60});
    office.settle();
    CHECK(office.signs == names{types});
    CHECK(office.channels.well);
    CHECK(office.channels.open == 0);
    CHECK(office.outbox->waiting() == 0);
}

TEST_CASE("reading is told forward only, and once") {
    sign_office office;
    office.read("ann", 4);
    office.read("ann", 4);
    office.read("ann", 3);
    office.read("bob", 1);
    office.read("ann", 7);
    CHECK(office.signs == names{"read m4", "read m1", "read m7"});
}

TEST_CASE("a read mark that a provider did not take is tried once more, unless one went further") {
    sign_office office;
    office.how = code::unavailable;
    office.read("ann", 4);
    office.clock.turn(seconds{2});
    office.settle();
    CHECK(office.signs == names{"read m4", "read m4"});
    office.clock.turn(seconds{60});
    office.settle();
    CHECK(office.signs.size() == 2);

    office.read("ann", 4);  // the agent looks again
    office.how.reset();
    office.read("ann", 5);
    office.clock.turn(seconds{2});
    office.settle();
    CHECK(office.signs == names{"read m4", "read m4", "read m4", "read m5"});
}

TEST_CASE("a read mark that the channel can never give is not asked for again") {
    sign_office office;
    office.how = code::unsupported;
    office.read("ann", 4);
    office.clock.turn(seconds{2});
    office.read("ann", 4);
    CHECK(office.signs == names{"read m4"});
}

TEST_CASE("messages have the channel's rate before signs") {
    sign_office office;
    office.parts->config.channels.front().options = {{"rate_limit", 1}};
    office.queue("ann", "hello");
    office.queue("bob", "hello");
    office.settle();
    office.type("carol");
    office.read("carol", 2);
    CHECK(office.signs == names{hello});
    office.clock.turn(seconds{1});
    office.run_until_empty();
    office.clock.turn(seconds{1});
    office.settle();
    CHECK(office.signs == names{hello, hello, "read m2"});
}

TEST_CASE("a channel with connections shows signs in its serial calls") {
    sign_office office;
    office.line->serial = true;
    office.type("ann");
    CHECK(office.signs == names{types});
}

TEST_CASE("the profile behind an address is asked for beside messages and signs") {
    sign_office office;
    office.outbox->look_up("line", "ann");
    office.settle();
    CHECK(office.signs == names{"profile"});
}

}  // namespace selat::gateway::test::signs_test
