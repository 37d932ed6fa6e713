#include "sms_under_test.hpp"

using namespace sms_test;

namespace {

const std::string path = "/status?message=" + own_message;

fields callback(const std::string& status, const fields& more = {}) {
    fields out = {{"MessageSid", sid},
                  {"SmsSid", sid},
                  {"MessageStatus", status},
                  {"SmsStatus", status},
                  {"From", ours},
                  {"To", customer},
                  {"AccountSid", account},
                  {"ApiVersion", "2010-04-01"}};
    for (const auto& [name, value] : more) {
        out[name] = value;
    }
    return out;
}

struct failure_case {
    std::string error;
    selat::code code;
};

}  // namespace

TEST_CASE("a delivered message is told by Twilio's id and by ours") {
    drive::channel sms(given());
    const auto got = deliver(sms, callback("delivered", {{"RawDlrDoneDate", "2306251217"}}), path);
    CHECK(got.http_status() == 204);
    CHECK(got.responds.at(0).body.empty());
    REQUIRE(got.receipts.size() == 1);
    CHECK(got.receipts[0].status == SELAT_RECEIPT_DELIVERED);
    CHECK(got.receipts[0].message_id == sid);
    CHECK(got.receipts[0].message == own_message);
}

TEST_CASE("a callback whose URL has no message of ours goes by Twilio's id") {
    drive::channel sms(given());
    const auto other =
        GENERATE(as<std::string>{}, "/status", "/status?message=", "/status?message=IMxyz");
    const auto got = deliver(sms, callback("delivered"), other);
    CHECK(got.http_status() == 204);
    CHECK(got.receipts.at(0).message_id == sid);
    CHECK(got.receipts[0].message.empty());
}

TEST_CASE("callbacks and messages are told apart wherever they come to") {
    drive::channel sms(given());
    const auto told = deliver(sms, callback("delivered"));
    CHECK(told.http_status() == 204);
    CHECK(told.inbounds.empty());
    CHECK(told.receipts.at(0).message_id == sid);
    const auto said = deliver(sms, message(), "/status");
    CHECK(said.http_status() == 200);
    CHECK(said.inbounds.at(0).from == customer);
    CHECK(said.receipts.empty());
    CHECK(deliver(sms, {{"MessageSid", sid}}, "/status").http_status() == 400);
}

TEST_CASE("what is under way tells nothing new") {
    drive::channel sms(given());
    const auto status = GENERATE(as<std::string>{}, "accepted", "scheduled", "queued", "sending",
                                 "partially_delivered", "brand-new");
    const auto got = deliver(sms, callback(status), path);
    CHECK(got.http_status() == 204);
    CHECK(got.receipts.empty());
}

TEST_CASE("what went out is told of a message of ours, whose answer may have been lost") {
    drive::channel sms(given());
    const auto got = deliver(sms, callback("sent"), path);
    REQUIRE(got.receipts.size() == 1);
    CHECK(got.receipts[0].status == SELAT_RECEIPT_SENT);
    CHECK(got.receipts[0].message_id == sid);
    CHECK_FALSE(got.receipts[0].message.empty());
    CHECK(deliver(sms, callback("sent"), "/status").receipts.empty());
}

TEST_CASE("a failure is told with Twilio's number and in words") {
    const auto each = GENERATE(values<failure_case>({{"30003", selat::code::unavailable},
                                                     {"30005", selat::code::not_found},
                                                     {"30006", selat::code::not_found},
                                                     {"30007", selat::code::invalid},
                                                     {"30034", selat::code::config},
                                                     {"21610", selat::code::opted_out},
                                                     {"39999", selat::code::internal},
                                                     {"", selat::code::internal}}));
    CAPTURE(each.error);
    drive::channel sms(given());
    const auto status = GENERATE(as<std::string>{}, "failed", "undelivered");
    const auto got = deliver(sms, callback(status, {{"ErrorCode", each.error}}), path);
    REQUIRE(got.receipts.size() == 1);
    CHECK(got.receipts[0].status == SELAT_RECEIPT_FAILED);
    CHECK(got.receipts[0].code == each.code);
    CHECK(got.receipts[0].provider_code == each.error);
    CHECK(got.addresses.size() == (each.code == selat::code::opted_out ? 1 : 0));
}

TEST_CASE("Twilio's own words for a failure come first") {
    drive::channel sms(given());
    const auto own = deliver(sms, callback("failed", {{"ErrorCode", "30003"}}), path);
    CHECK(own.receipts.at(0).detail == "the handset cannot be reached");
    const auto theirs = deliver(
        sms, callback("failed", {{"ErrorCode", "30003"}, {"ErrorMessage", "Unreachable"}}), path);
    CHECK(theirs.receipts.at(0).detail == "Unreachable");
}

TEST_CASE("a failure because the customer has opted out is told of the address too") {
    drive::channel sms(given());
    const auto got = deliver(sms, callback("failed", {{"ErrorCode", "21610"}}), path);
    CHECK(got.addresses.at(0).address == customer);
    CHECK(got.addresses[0].reach == SELAT_REACH_OPTED_OUT);
}
