#pragma once
// What people attach and share at Messenger and Instagram → parts of content.

#include "json_read.hpp"
#include "news.hpp"

#include <string>

namespace meta {

// The content of one message while it is read.
class said {
public:
    explicit said(news& out) : out_(out) {}

    void text(std::string words);
    void attachments(const json& list);
    void card(json card);
    // Placed over whatever else there is: what was chosen says it all.
    void choice(std::string_view title, std::string_view payload);
    void unknown(std::string_view kind);
    // The content; `kind` is what it is called when there is nothing in it.
    [[nodiscard]] json end(std::string_view kind) &&;

private:
    void attachment(const json& each);
    void medium(const char* kind, const json& payload);
    void sticker(const json& payload);
    void fallback(const json& each);
    void shared(const std::string& type, const json& each);
    void offered(const json& payload);

    news& out_;
    std::string text_;
    json attachments_ = json::array();
    json cards_ = json::array();
    json choices_ = json::array();
    json whole_;  // a part that stands for all: a place, a choice
    std::string unknown_;
};

}  // namespace meta
