// Coming back: what is replayed, and in which order it meets what happens meanwhile.
#include "given.hpp"

#include <catch2/catch.hpp>

using namespace webchat;
using namespace webchat::test;

namespace {

drive::history_item item(std::uint64_t seq) {
    return {.inbound = false,
            .message = "IM" + std::to_string(seq),
            .seq = seq,
            .author_kind = "agent",
            .author_name = "Siti",
            .status = "sent",
            .content = R"({"text":"stored"})"};
}

drive::history_answer answer(const drive::ask_history& asked, std::uint64_t first,
                             std::uint64_t last, std::uint64_t newest) {
    drive::history_answer out{.tag = asked.tag, .address = asked.address, .newest_seq = newest};
    for (auto seq = first; seq <= last; ++seq) {
        out.items.push_back(item(seq));
    }
    return out;
}

std::vector<std::uint64_t> seqs(const drive::outcome& outcome, const std::string& name) {
    std::vector<std::uint64_t> out;
    for (const auto& frame : frames_to(outcome, name)) {
        if (frame.contains("seq")) {
            out.push_back(frame["seq"]);
        }
    }
    return out;
}

struct instance_with_visitor {
    drive::channel channel{instance()};
    std::string token = token_of(channel);
    std::string visitor = visitor_of(channel, token);

    drive::outcome send(std::uint64_t seq) {
        return channel.send({.message = "IM" + std::to_string(seq),
                             .to = visitor,
                             .content = R"({"text":"live"})",
                             .idempotency_key = std::to_string(seq),
                             .seq = seq});
    }
};

using list = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("a client that comes back is given what it missed, after the welcome that announces it") {
    instance_with_visitor t;
    const auto asked = hello(t.channel, "a", t.token, 3).histories.at(0);
    CHECK(asked.after_seq == 3);
    CHECK(asked.limit == 500);
    const auto got = t.channel.history(answer(asked, 4, 6, 6));
    const auto frames = frames_to(got, "a");
    REQUIRE(frames.size() == 4);
    CHECK(frames[0]["type"] == "welcome");
    CHECK(frames[0]["resume"] == json({{"from_seq", 4}, {"to_seq", 6}, {"truncated", false}}));
    CHECK(frames[0]["status"] == "open");
    CHECK(seqs(got, "a") == list{4, 5, 6});
    CHECK(seqs(t.send(7), "a") == list{7});
}

TEST_CASE("a client without a thread is given the newest, and may page back") {
    instance_with_visitor t;
    const auto asked = hello(t.channel, "a", t.token).histories.at(0);
    CHECK(asked.after_seq == 0);
    CHECK(asked.before_seq > 1'000'000);
    const auto got = t.channel.history(answer(asked, 61, 110, 110));
    CHECK(frames_to(got, "a")[0]["resume"] ==
          json({{"from_seq", 61}, {"to_seq", 110}, {"truncated", true}}));

    const auto paged =
        t.channel.data("a", R"({"type":"history","rid":"p","before_seq":61,"limit":900})");
    REQUIRE(paged.histories.size() == 1);
    CHECK(paged.histories[0].before_seq == 61);
    CHECK(paged.histories[0].after_seq == 0);
    CHECK(paged.histories[0].limit == 100);
    const auto page = frames_to(t.channel.history(answer(paged.histories[0], 1, 60, 110)), "a");
    REQUIRE(page.size() == 1);
    CHECK(page[0]["type"] == "history");
    CHECK(page[0]["rid"] == "p");
    CHECK(page[0]["events"].size() == 60);
    CHECK(page[0]["events"][0]["seq"] == 1);
    CHECK(page[0]["more"] == false);
}

TEST_CASE("a client that missed too much, or has more than there is, starts over with the newest") {
    for (const auto& [had, newest] : {std::pair<std::uint64_t, std::uint64_t>{3, 900}, {40, 12}}) {
        instance_with_visitor t;
        INFO(had << " of " << newest);
        const auto asked = hello(t.channel, "a", t.token, had).histories.at(0);
        const auto cut =
            had < newest ? answer(asked, had + 1, had + 500, newest) : answer(asked, 1, 0, newest);
        const auto again = t.channel.history(cut);
        CHECK(again.writes.empty());
        REQUIRE(again.histories.size() == 1);
        const auto first = newest > 50 ? newest - 49 : 1;
        const auto got = t.channel.history(answer(again.histories[0], first, newest, newest));
        const auto welcome = frames_to(got, "a").at(0);
        CHECK(welcome["resume"]["truncated"] == true);
        CHECK(welcome["resume"]["from_seq"] == first);
        CHECK(seqs(got, "a").size() == newest - first + 1);
    }
}

TEST_CASE("what happens between hello and its answer follows the replay, in order and once") {
    instance_with_visitor t;
    const auto asked = hello(t.channel, "a", t.token, 1).histories.at(0);
    CHECK(t.send(4).writes.empty());
    CHECK(t.send(3).writes.empty());
    CHECK(t.send(5).writes.empty());
    const auto mine = say(t.channel, "a", "c-6").inbounds.at(0);
    CHECK(stored(t.channel, mine, 6).writes.empty());
    const auto got = t.channel.history(answer(asked, 2, 3, 3));
    CHECK(seqs(got, "a") == list{2, 3, 4, 5, 6});
    CHECK(frames_to(got, "a").back()["type"] == "ack");
}

TEST_CASE("an own message that the replay already holds is acknowledged as well") {
    instance_with_visitor t;
    const auto asked = hello(t.channel, "a", t.token, 1).histories.at(0);
    const auto mine = say(t.channel, "a", "c-2").inbounds.at(0);
    stored(t.channel, mine, 2);
    const auto frames = frames_to(t.channel.history(answer(asked, 2, 2, 2)), "a");
    REQUIRE(frames.size() == 3);
    CHECK(frames[1]["type"] == "event");
    CHECK(frames[2]["type"] == "ack");
    CHECK(frames[2]["cid"] == "c-2");
}

TEST_CASE("an event that comes early waits for the one before it, which is fetched") {
    instance_with_visitor t;
    const auto asked = hello(t.channel, "a", t.token, 1).histories.at(0);
    t.channel.history(answer(asked, 2, 2, 2));
    const auto early = t.send(5);
    CHECK(early.writes.empty());
    REQUIRE(early.histories.size() == 1);
    CHECK(early.histories[0].after_seq == 2);
    CHECK(t.send(6).histories.empty());
    CHECK(seqs(t.send(3), "a") == list{3});
    const auto got = t.channel.history(answer(early.histories[0], 3, 6, 6));
    CHECK(seqs(got, "a") == list{4, 5, 6});
    CHECK(t.send(4).writes.empty());
}

TEST_CASE("a gap that the store does not know of ends the waiting") {
    instance_with_visitor t;
    const auto asked = hello(t.channel, "a", t.token, 1).histories.at(0);
    t.channel.history(answer(asked, 1, 0, 1));
    const auto early = t.send(4);
    const auto got = t.channel.history(answer(early.histories.at(0), 1, 0, 1));
    CHECK(seqs(got, "a") == list{4});
    CHECK(got.histories.empty());
    CHECK(seqs(t.send(5), "a") == list{5});
}

TEST_CASE("a second tab that resumes gets what the first was given meanwhile") {
    instance_with_visitor t;
    t.channel.history(answer(hello(t.channel, "a", t.token, 1).histories.at(0), 2, 2, 2));
    const auto asked = hello(t.channel, "b", t.token, 1).histories.at(0);
    const auto live = t.send(3);
    CHECK(seqs(live, "a") == list{3});
    CHECK(seqs(live, "b").empty());
    const auto got = t.channel.history(answer(asked, 2, 2, 2));
    CHECK(seqs(got, "b") == list{2, 3});
    CHECK(seqs(got, "a").empty());
}

TEST_CASE("a closed conversation opens with the next message, and the tabs are told") {
    instance_with_visitor t;
    auto history = answer(hello(t.channel, "a", t.token, 1).histories.at(0), 2, 2, 2);
    history.conversation_status = "closed";
    CHECK(frames_to(t.channel.history(history), "a").at(0)["status"] == "closed");
    const auto frames = frames_to(t.send(3), "a");
    REQUIRE(frames.size() == 2);
    CHECK(frames[0]["event"] == "status");
    CHECK(frames[0]["data"] == json({{"status", "open"}}));
    CHECK(frames_to(t.send(4), "a").size() == 1);
}

TEST_CASE("an agent's closing is shown at once, unless something was written since") {
    instance_with_visitor t;
    const auto closed = [&](std::uint64_t newest) {
        return t.channel.send({.op = 0,
                               .purpose = SELAT_OUT_STATUS,
                               .to = t.visitor,
                               .content = R"({"status":"closed"})",
                               .seq = newest});
    };
    CHECK(closed(1).writes.empty());
    t.channel.history(answer(hello(t.channel, "a", t.token, 1).histories.at(0), 2, 2, 2));
    CHECK(closed(1).writes.empty());
    const auto frames = frames_to(closed(2), "a");
    REQUIRE(frames.size() == 1);
    CHECK(frames[0]["event"] == "status");
    CHECK(frames[0]["data"] == json({{"status", "closed"}}));
    CHECK(closed(2).writes.empty());
    CHECK(frames_to(t.send(3), "a").at(0)["data"] == json({{"status", "open"}}));
}

TEST_CASE("a closing while a socket resumes is in its welcome, a message after it opens again") {
    for (const bool reopened : {false, true}) {
        instance_with_visitor t;
        INFO(reopened);
        const auto asked = hello(t.channel, "a", t.token, 1).histories.at(0);
        t.channel.send({.purpose = SELAT_OUT_STATUS, .to = t.visitor, .seq = 2});
        if (reopened) {
            t.send(3);
        }
        const auto got = t.channel.history(answer(asked, 2, 2, 2));
        CHECK(frames_to(got, "a").at(0)["status"] == (reopened ? "open" : "closed"));
    }
}

TEST_CASE("a thread in which nothing was said is not closed") {
    instance_with_visitor t;
    auto nothing = answer(hello(t.channel, "a", t.token).histories.at(0), 1, 0, 0);
    nothing.conversation_status = "closed";
    CHECK(frames_to(t.channel.history(nothing), "a").at(0)["status"] == "");
}

TEST_CASE("answers for sockets that are gone are ignored") {
    instance_with_visitor t;
    const auto asked = hello(t.channel, "a", t.token, 1).histories.at(0);
    t.channel.close("a");
    CHECK(t.channel.history(answer(asked, 2, 2, 2)).order.empty());
    for (const auto* tag : {"", "r", "p", "pa\n1", "f", "fx\ny", "f3\nnobody"}) {
        INFO(tag);
        CHECK(t.channel.history({.tag = tag, .address = "nobody"}).ok());
    }
    CHECK(t.channel.stored({.tag = ""}).order.empty());
}
