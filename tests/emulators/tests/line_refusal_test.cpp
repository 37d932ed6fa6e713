#include "tests/emulators/tests/line_on_a_port.hpp"

using namespace emulator_test;

namespace {

struct refused_message {
    std::string message;
    std::string property;
};

std::string long_text(std::size_t size) { return std::string(size, 'x'); }

}  // namespace

TEST_CASE("messages that LINE refuses are refused with the property at fault") {
    const auto each = GENERATE(values<refused_message>({
        {R"({"type":"text"})", "messages[0].text"},
        {R"({"type":"text","text":""})", "messages[0].text"},
        {json{{"type", "text"}, {"text", long_text(5001)}}.dump(), "messages[0].text"},
        {R"({"type":"fax"})", "messages[0].type"},
        {R"({"type":"image","originalContentUrl":"http://x/1.png","previewImageUrl":"https://x/1.png"})",
         "messages[0].originalContentUrl"},
        {R"({"type":"image","originalContentUrl":"https://x/1.png"})",
         "messages[0].previewImageUrl"},
        {R"({"type":"audio","originalContentUrl":"https://x/1.m4a"})", "messages[0].duration"},
        {R"({"type":"location","title":"t","latitude":1,"longitude":2})", "messages[0].address"},
        {R"({"type":"location","title":"t","address":"a","latitude":91,"longitude":2})",
         "messages[0].latitude"},
        {R"({"type":"sticker","packageId":"1"})", "messages[0].stickerId"},
        {R"({"type":"text","text":"x","sender":{"name":"Online"}})", "messages[0].sender.name"},
        {R"({"type":"text","text":"x","quickReply":{"items":[{"type":"action","action":
             {"type":"postback","label":"123456789012345678901","data":"d"}}]}})",
         "messages[0].quickReply.items[0].action.label"},
        {json{
             {"type", "text"}, {"text", "x"}, {"quickReply", {{"items", json(14, json::object())}}}}
             .dump(),
         "messages[0].quickReply.items"},
        {R"({"type":"template","altText":"a","template":{"type":"confirm","text":"t","actions":[
             {"type":"message","label":"a","text":"a"}]}})",
         "messages[0].template.actions"},
        {R"({"type":"template","altText":"a","template":{"type":"buttons","text":"t","actions":[
             {"type":"uri","label":"a","uri":"ftp://x"}]}})",
         "messages[0].template.actions[0].uri"},
        {R"({"type":"template","altText":"a","template":{"type":"carousel","columns":[
             {"text":"a","actions":[{"type":"message","label":"a","text":"a"}]},
             {"text":"b","title":"B","actions":[{"type":"message","label":"a","text":"a"}]}]}})",
         "messages[0].template.columns[1]"},
        {R"({"type":"flex","altText":"a","contents":{"type":"bubble"}})", "messages[0].contents"},
        {R"({"type":"flex","altText":"a","contents":{"type":"bubble","body":{"type":"box",
             "layout":"vertical","contents":[{"type":"text"}]}}})",
         "messages[0].contents.body.contents[0].text"},
        {R"({"type":"image","originalContentUrl":"https://x/1","previewImageUrl":"https://x/1","quoteToken":"q"})",
         "messages[0].quoteToken"},
    }));
    CAPTURE(each.message);
    line_on_a_port line;
    const json body = {{"to", line.user("mei")}, {"messages", {json::parse(each.message)}}};
    const auto result = line.call("/v2/bot/message/push", body.dump());
    REQUIRE(result);
    CHECK(result->status == 400);
    const auto refusal = json::parse(result->body);
    CHECK(refusal["message"] == "The request body has 1 error(s)");
    REQUIRE(refusal["details"].size() == 1);
    CHECK(refusal["details"][0]["property"] == each.property);
    CHECK(line.look("sent")["items"].empty());
}

TEST_CASE("one to five messages go in one call") {
    const auto count = GENERATE(0u, 6u);
    line_on_a_port line;
    const json body = {{"to", line.user("mei")},
                       {"messages", json(count, json{{"type", "text"}, {"text", "x"}})}};
    const auto result = line.call("/v2/bot/message/push", body.dump());
    CHECK(result->status == 400);
    CHECK(json::parse(result->body)["details"][0]["property"] == "messages");
}

TEST_CASE("calls without the right token are refused") {
    line_on_a_port line;
    const auto headers =
        GENERATE(httplib::Headers{}, httplib::Headers{{"Authorization", "Bearer no"}},
                 httplib::Headers{{"Authorization", "t0ken"}});
    line.control("channels", {{"id", "shop"}, {"channel_secret", "s"}, {"access_token", "other"}});
    const auto result = line.call("/v2/bot/message/push", "{}", headers);
    CHECK(result->status == 401);
    CHECK(message_of(result).starts_with("Authentication failed due to the following reason: "));
}

TEST_CASE("calls that are not as LINE wants them are refused in its words") {
    line_on_a_port line;
    const auto to = line.user("mei");
    CHECK(message_of(line.get("/v2/bot/message/teleport")) == "Not found");
    const auto type =
        line.call("/v2/bot/message/push", "to=x", {}, "application/x-www-form-urlencoded");
    CHECK(type->status == 415);
    CHECK(message_of(type) ==
          "The content type, application/x-www-form-urlencoded, is not supported");
    const auto text = line.call("/v2/bot/message/push", "{\n \"to\": oops");
    CHECK(text->status == 400);
    CHECK(message_of(text).starts_with(
        "The request body could not be parsed as JSON (line: 2, column: "));
    const auto large = line.call("/v2/bot/message/push", long_text(2 * 1024 * 1024 + 1));
    CHECK(large->status == 413);
    CHECK(message_of(line.push("nobody", "x")) ==
          "The property, 'to', in the request body is invalid (line: -, column: -)");
    CHECK(message_of(line.push("U00000000000000000000000000000000", "x")) ==
          "Failed to send messages");
    CHECK(line.push(to, "x", {{"X-Line-Retry-Key", "not a uuid"}})->status == 400);
    CHECK(line.reply("t", "x", {{"X-Line-Retry-Key", "7c9e6679-7425-40de-944b-e07fc1f90ae7"}})
              ->status == 400);
    CHECK(line.look("sent")["items"].empty());
}

TEST_CASE("the loading animation wants a user and a multiple of five seconds") {
    line_on_a_port line;
    const auto to = line.user("mei");
    const auto load = [&](const std::string& chat, int seconds) {
        return line
            .call("/v2/bot/chat/loading/start",
                  json{{"chatId", chat}, {"loadingSeconds", seconds}}.dump())
            ->status;
    };
    CHECK(load(to, 5) == 202);
    CHECK(load(to, 60) == 202);
    CHECK(load(to, 7) == 400);
    CHECK(load(to, 65) == 400);
    CHECK(load("C22222222222222222222222222222222", 20) == 400);
}
