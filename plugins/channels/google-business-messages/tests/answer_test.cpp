#include "google_under_test.hpp"

using namespace google_test;

namespace {

drive::failed refused(std::uint32_t status, const std::string& name,
                      const drive::header_list& headers = {}) {
    drive::channel google(given());
    begin(google);
    const auto out = google.send(to_c1({{"text", "hi"}}));
    const json body = {{"error", {{"code", status}, {"status", name}, {"message", "why"}}}};
    const auto end =
        google.serial_reply(drive::answer_to(out.calls.at(0), status, body.dump(), headers));
    REQUIRE(end.faileds.size() == 1);
    CHECK(end.faileds[0].op == 7);
    CHECK(end.faileds[0].provider_code == name);
    CHECK(end.faileds[0].detail == "why");
    return end.faileds[0];
}

}  // namespace

TEST_CASE("a refusal ends the send as Google means it") {
    CHECK(refused(400, "INVALID_ARGUMENT").code == selat::code::invalid);
    CHECK(refused(400, "FAILED_PRECONDITION").code == selat::code::wrong_state);
    CHECK(refused(403, "PERMISSION_DENIED").code == selat::code::not_found);
    CHECK(refused(404, "NOT_FOUND").code == selat::code::not_found);
    CHECK(refused(500, "INTERNAL").code == selat::code::unavailable);
    CHECK(refused(503, "UNAVAILABLE").code == selat::code::unavailable);
    const auto slow = refused(429, "RESOURCE_EXHAUSTED", {{"retry-after", "3"}});
    CHECK(slow.code == selat::code::throttled);
    CHECK(slow.retry_after_ms == 3'000);
}

TEST_CASE("silence is told as it is: the same id makes another try safe") {
    drive::channel google(given());
    begin(google);
    for (const auto failure : {selat::code::uncertain, selat::code::unavailable}) {
        const auto out = google.send(to_c1({{"text", "hi"}}));
        const auto end = google.serial_reply(drive::no_answer_to(out.calls.at(0), failure));
        CHECK(end.faileds.at(0).code == failure);
    }
}

TEST_CASE("a project without the API degrades the channel until something goes out") {
    drive::channel google(given());
    begin(google);
    const auto out = google.send(to_c1({{"text", "hi"}}));
    const auto off = google.serial_reply(
        drive::answer_to(out.calls.at(0), 403,
                         R"({"error":{"code":403,"status":"PERMISSION_DENIED","message":"off",
            "details":[{"reason":"SERVICE_DISABLED"}]}})"));
    CHECK(off.faileds.at(0).code == selat::code::config);
    CHECK_FALSE(off.statuses.at(0).running);
    const auto again = google.send(to_c1({{"text", "hi"}}));
    const auto end = google.serial_reply(drive::answer_to(again.calls.at(0), 200, "{}"));
    CHECK(end.statuses.at(0).running);
}

TEST_CASE("an answer to a call of before, which nobody knows any more, ends it") {
    drive::channel google(given());
    const auto end = google.serial_reply({.op = 9, .context = "?", .status = 200});
    CHECK(end.faileds.at(0).op == 9);
}
