// The demo's own questions and answers, asked as customers ask.

#include "tests/unit/faq/demo_file.hpp"

#include <string>
#include <vector>

#include <selat/testing/drive.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace drive = selat::testing;
using nlohmann::json;

namespace {

class customer {
public:
    // "handoff", or all that the bot says.
    std::string asks(const std::string& text) {
        const auto out =
            bot_.event({.message = json{{"content", {{"text", text}}}}.dump(),
                        .parameters = R"({"language":"en","handoff":"ejen langsung, live agent"})",
                        .state = state_});
        INFO(text);
        REQUIRE(out.ok());
        REQUIRE(out.answers.size() == 1);
        state_ = out.bot_states.empty() ? state_ : out.bot_states[0].state;
        if (out.answers[0].handoff) {
            return "handoff";
        }
        std::string said;
        for (const auto& each : json::parse(out.answers[0].messages)) {
            said += each["text"].get<std::string>();
        }
        return said;
    }

private:
    drive::bot bot_{{.options = R"({"file":)" + demo_file() + "}"}};
    std::string state_ = R"({"language":"en"})";
};

}  // namespace

TEST_CASE("the demo's bot answers what Malay and English customers ask") {
    const std::string buka = "Kami buka setiap hari", kedai = "Kedai kami di 12",
                      hantar = "Penghantaran mengambil", pulang = "Barang boleh dipulangkan",
                      pesan = "Sila beri nombor", maaf = "Maaf, saya tidak faham";
    const std::string open = "We are open every day", shop = "You find us at",
                      ship = "Delivery takes", back = "Return it within",
                      track = "Please give your order number",
                      sorry = "Sorry, I did not understand";
    const std::pair<const char*, std::string> rows[] = {
        {"Hai, waktu operasi?", buka},
        {"waktu operasi kedai", buka},
        {"Pukul berapa kedai buka?", buka},
        {"BILA TUTUP", buka},
        {"kedai buka sampai pukul berapa hari ni", buka},
        {"kedai ditutup pukul berapa", buka},
        {"waktu ofis", maaf},
        {"Kat mana kedai korang?", kedai},
        {"di mana kedai anda", kedai},
        {"boleh bagi alamat?", kedai},
        {"lokasi", kedai},
        {"Berapa lama nak hantar barang?", hantar},
        {"berapa lama penghantaran ke sabah", hantar},
        {"bila barang saya nak sampai", hantar},
        {"barang bila sampai??", hantar},
        {"macam mana nak pulangkan barang ni", pulang},
        {"saya mahu memulangkan barang", pulang},
        {"bila akan menghantar barang saya", hantar},
        {"ada promosi?", maaf},
        {"nak refund", pulang},
        {"bayaran balik", pulang},
        {"mana pesanan saya", pesan},
        {"nak tahu status pesanan", pesan},
        {"jejak pesanan", pesan},
        {"ada jual kasut tak", maaf},
        {"berapa harga", maaf},
        {"ejen langsung", "handoff"},
        {"saya nak cakap dengan manusia", "handoff"},
        {"nak bercakap dengan ejen", "handoff"},
        {"boleh saya cakap dengan orang?", "handoff"},

        {"opening hours", open},
        {"What are your opening hours?", open},
        {"when do you open", open},
        {"are you open on Sunday?", open},
        {"what time do you close today", open},
        {"business hour", open},
        {"Where is your shop located?", shop},
        {"what's your address", shop},
        {"location pls", shop},
        {"where's the shop", shop},
        {"how long is delivery?", ship},
        {"How long does delivery take to Penang?", ship},
        {"delivary time", ship},
        {"shipping cost", ship},
        {"when will my parcel arrive", ship},
        {"my parcel has not arrived yet", ship},
        {"how can I return my shoes", back},
        {"can i get a refund for the shirt I bought last week?", back},
        {"I want my money back", back},
        {"Returns", back},
        {"where's my order??", track},
        {"Order status", track},
        {"can you track my order please", track},
        {"I want to order a cake", sorry},
        {"do you sell shoes", sorry},
        {"what is your phone number", sorry},
        {"tell me a joke", sorry},
        {"live agent", "handoff"},
        {"Can I talk to a human please", "handoff"},
        {"I need a real person", "handoff"},
        {"agnet", "handoff"},
        {"talk to an agent", "handoff"},
    };
    for (const auto& [text, answer] : rows) {
        INFO(text);
        customer someone;
        CHECK(someone.asks(text).substr(0, answer.size()) == answer);
    }
}

TEST_CASE("every choice that the demo's bot offers leads somewhere") {
    for (const auto& part : json::parse(demo_file())) {
        for (const auto& question : part["questions"]) {
            for (const auto& choice : question["choices"]) {
                customer someone;
                const auto title = choice.get<std::string>();
                INFO(title);
                const auto said = someone.asks(title);
                CHECK(said.find("Maaf") == std::string::npos);
                CHECK(said.find("Sorry") == std::string::npos);
            }
        }
    }
}
