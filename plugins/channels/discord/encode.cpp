#include "encode.hpp"

#include "json_read.hpp"
#include "plugins/shared/code_points/code_points.hpp"
#include "snowflake.hpp"

#include <algorithm>
#include <vector>

namespace discord {
namespace {

constexpr std::size_t buttons_a_row = 5;
constexpr std::size_t longest_link = 512;
constexpr std::size_t longest_nonce = 25;
constexpr std::size_t longest_text = 2'000;
constexpr std::size_t longest_embed_title = 256;
constexpr int seen_by_caller = 64;

enum component : int { row = 1, button = 2 };
enum style : int { primary = 1, link = 5 };

bool is_web(std::string_view url) {
    return url.starts_with("https://") || url.starts_with("http://");
}

// The buttons of one message; its custom ids must differ, so each begins with its number.
class buttons {
public:
    // Adds rows of `choices`; links that a button cannot open are added to `text`.
    void add(const json& choices, std::string& text) {
        json row_of = json::array();
        for (const auto& each : choices) {
            auto made = make(each, text);
            if (made.is_null()) {
                continue;
            }
            row_of.push_back(std::move(made));
            if (row_of.size() == buttons_a_row) {
                end(row_of);
            }
        }
        end(row_of);
    }
    json take() { return std::move(rows_); }

private:
    json make(const json& choice, std::string& text) {
        const auto title = text_of(choice, "title");
        const auto url = text_of(choice, "url");
        if (url.empty()) {
            return {{"type", button},
                    {"style", primary},
                    {"label", title},
                    {"custom_id", std::to_string(count_++) + ":" + text_of(choice, "payload")}};
        }
        if (is_web(url) && url.size() <= longest_link) {
            return {{"type", button}, {"style", link}, {"label", title}, {"url", url}};
        }
        text += (text.empty() ? "" : "\n") + title + ": " + url;
        return nullptr;
    }
    void end(json& row_of) {
        if (!row_of.empty()) {
            rows_.push_back({{"type", row}, {"components", std::move(row_of)}});
        }
        row_of = json::array();
    }

    json rows_ = json::array();
    std::size_t count_ = 0;
};

// Beside words that leave no room for it, a link is an embed.
void add_link(const json& attachment, const std::string& url, std::string& text, json& embeds) {
    const auto name = text_of(attachment, "name");
    const auto line = (text.empty() ? "" : "\n") + (name.empty() ? url : name + ": " + url);
    if (code_points::length_of(text) + code_points::length_of(line) <= longest_text ||
        !is_web(url)) {
        text += line;
        return;
    }
    embeds.push_back({{"title", code_points::cut(name.empty() ? url : name, longest_embed_title)},
                      {"url", url}});
}

// Those of `files`, by their place, go as they are.
void add_attachments(const json& attachments, std::span<const std::size_t> files, std::string& text,
                     json& embeds) {
    for (std::size_t at = 0; attachments.is_array() && at < attachments.size(); ++at) {
        const auto& each = attachments[at];
        const auto url = text_of(each, "url");
        if (url.empty() || std::find(files.begin(), files.end(), at) != files.end()) {
            continue;
        }
        if (text_of(each, "kind") == "image" && is_web(url)) {
            embeds.push_back({{"image", {{"url", url}}}});
        } else {
            add_link(each, url, text, embeds);
        }
    }
}

void add_cards(const json& cards, std::string& text, json& embeds, buttons& buttons) {
    for (const auto& each : cards) {
        json embed = json::object();
        if (auto title = text_of(each, "title"); !title.empty()) {
            embed["title"] = std::move(title);
        }
        if (auto words = text_of(each, "text"); !words.empty()) {
            embed["description"] = std::move(words);
        }
        if (const auto image = text_of(each, "image"); is_web(image)) {
            embed["image"] = {{"url", image}};
        }
        if (!embed.empty()) {
            embeds.push_back(std::move(embed));
        }
        buttons.add(member(each, "choices"), text);
    }
}

json body_of(std::string_view content_text, std::span<const std::size_t> files) {
    const auto content = parse(content_text);
    auto text = text_of(content, "text");
    json embeds = json::array();
    buttons buttons;
    add_attachments(member(content, "attachments"), files, text, embeds);
    add_cards(member(content, "cards"), text, embeds, buttons);
    buttons.add(member(content, "choices"), text);
    auto components = buttons.take();
    if (text.empty() && embeds.empty() && components.empty() && files.empty()) {
        return nullptr;
    }
    return {{"content", std::move(text)},
            {"embeds", std::move(embeds)},
            {"components", std::move(components)}};
}

// 25 characters are taken; as many of the key's digits are still one of a kind.
std::string nonce_of(std::string_view key) {
    std::string out;
    for (const char each : key) {
        if (each != '-' && out.size() < longest_nonce) {
            out += each;
        }
    }
    return out;
}

}  // namespace

std::string encode(const message_wish& wish) {
    std::vector<std::size_t> places;
    json files = json::array();
    for (const auto& each : wish.files) {
        places.push_back(each.index);
        files.push_back({{"id", files.size()}, {"filename", each.name}});
    }
    auto body = body_of(wish.content, places);
    if (body.is_null()) {
        return {};
    }
    if (!files.empty()) {
        body["attachments"] = std::move(files);
    }
    for (const auto part : {"content", "embeds", "components"}) {
        if (body[part].empty() || body[part] == "") {
            body.erase(part);
        }
    }
    // Nothing that somebody wrote may call a whole server.
    body["allowed_mentions"] = {{"parse", json::array()}, {"replied_user", wish.call_author}};
    if (!wish.key.empty()) {
        body["nonce"] = nonce_of(wish.key);
        body["enforce_nonce"] = true;
    }
    if (!wish.reply_to.empty()) {
        body["message_reference"] = {{"message_id", wish.reply_to}, {"fail_if_not_exists", false}};
    }
    return written(body);
}

std::string as_answer(std::string_view body, bool alone) {
    auto out = parse(body);
    for (const auto part : {"nonce", "enforce_nonce", "message_reference"}) {
        out.erase(part);
    }
    if (alone) {
        out["flags"] = seen_by_caller;
    }
    return written(out);
}

std::string calling(std::string_view body, std::string_view user) {
    auto out = parse(body);
    const auto text = text_of(out, "content");
    const auto called = "<@" + std::string(user) + ">" + (text.empty() ? "" : " ") + text;
    if (code_points::length_of(called) > longest_text) {
        return std::string(body);
    }
    out["content"] = called;
    out["allowed_mentions"]["users"] = json::array({user});
    return written(out);
}

std::string encode_edit(std::string_view content, std::span<const std::size_t> files) {
    auto body = body_of(content, files);
    if (body.is_null()) {
        return {};
    }
    body["allowed_mentions"] = {{"parse", json::array()}};
    return written(body);
}

std::string payload_in(std::string_view custom_id) {
    const auto colon = custom_id.find(':');
    const bool numbered = colon != custom_id.npos && is_id(custom_id.substr(0, colon));
    return std::string(numbered ? custom_id.substr(colon + 1) : custom_id);
}

}  // namespace discord
