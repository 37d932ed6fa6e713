#include "whatsapp_under_test.hpp"

using namespace whatsapp_test;

namespace {

drive::outcome tell(drive::channel& whatsapp, json more) {
    json status = {{"id", "wamid.B"}, {"timestamp", "1750000009"}, {"recipient_id", "15557770001"}};
    status.update(more);
    return deliver(whatsapp, webhook(value_of({{"statuses", json::array({status})}})));
}

}  // namespace

TEST_CASE("statuses become receipts of the message, by WhatsApp's id and by ours") {
    struct status_case {
        const char* word;
        std::uint32_t status;
    };
    const auto each = GENERATE(values<status_case>({{"sent", SELAT_RECEIPT_SENT},
                                                    {"delivered", SELAT_RECEIPT_DELIVERED},
                                                    {"read", SELAT_RECEIPT_READ},
                                                    {"played", SELAT_RECEIPT_READ}}));
    drive::channel whatsapp(given());
    const auto got = tell(whatsapp, {{"status", each.word},
                                     {"biz_opaque_callback_data", own_message},
                                     {"pricing", {{"billable", true}}}});
    REQUIRE(got.receipts.size() == 1);
    const auto& receipt = got.receipts[0];
    CHECK(receipt.status == each.status);
    CHECK(receipt.message_id == "wamid.B");
    CHECK(receipt.message == own_message);
    CHECK(receipt.address.empty());
    CHECK(receipt.at_ms == 1'750'000'009'000);
}

TEST_CASE("a failure carries WhatsApp's number and its meaning") {
    drive::channel whatsapp(given());
    const auto got =
        tell(whatsapp,
             {{"status", "failed"},
              {"errors", json::array({{{"code", 131047},
                                       {"title", "Re-engagement message"},
                                       {"message", "Re-engagement message"},
                                       {"error_data", {{"details", "24 hours have passed"}}}}})}});
    REQUIRE(got.receipts.size() == 1);
    CHECK(got.receipts[0].status == SELAT_RECEIPT_FAILED);
    CHECK(got.receipts[0].code == selat::code::outside_window);
    CHECK(got.receipts[0].provider_code == "131047");
    CHECK(got.receipts[0].detail == "Re-engagement message: 24 hours have passed");
}

TEST_CASE("a failure without a reason is a failure still") {
    drive::channel whatsapp(given());
    for (const auto& errors : {json(), json::array(), json::array({7})}) {
        const auto got = tell(whatsapp, {{"status", "failed"}, {"errors", errors}});
        REQUIRE(got.receipts.size() == 1);
        CHECK(got.receipts[0].code == selat::code::internal);
    }
}

TEST_CASE("a status that tells nothing new is no receipt, nor is one of no message") {
    drive::channel whatsapp(given());
    CHECK(tell(whatsapp, {{"status", "sent"}}).receipts.empty());
    CHECK(tell(whatsapp, {{"status", "deleted"}}).receipts.empty());
    CHECK(tell(whatsapp, {{"status", "read"}, {"id", ""}}).receipts.empty());
}

TEST_CASE("what came back with a status counts only as it was sent along") {
    drive::channel whatsapp(given());
    for (const auto* data : {"", "gw:42", "IMxyz", "{{secret:app_secret}}"}) {
        const auto got = tell(whatsapp, {{"status", "read"}, {"biz_opaque_callback_data", data}});
        CHECK(got.receipts.at(0).message.empty());
    }
}

TEST_CASE("errors of the account alone are logged") {
    drive::channel whatsapp(given());
    const auto got = deliver(
        whatsapp, webhook(value_of(
                      {{"errors", json::array({{{"code", 131035}, {"title", "No storage"}}})}})));
    CHECK(got.http_status() == 200);
    REQUIRE(got.logs.size() == 1);
    CHECK(drive::find(got.logs[0].pairs, "what") == "error 131035");
}
