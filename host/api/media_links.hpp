#pragma once
// Links to attachments for those who have no token: providers that fetch what we send, visitors of
// a website. Good for a while, for one attachment, on behalf of one message. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "host/model/content.hpp"
#include "host/model/ids.hpp"
#include "host/model/time.hpp"

namespace selat::api {

// The path under which the API serves an attachment, before its id.
inline constexpr std::string_view media_path = "/api/v1/media/";

// The attachment that a URL of a content names, when it is one of ours.
std::optional<model::id> media_of(std::string_view url);

// All places of a content that may name attachments of ours, numbered, attachments first: visits
// url, number.
template <class Content, class Visit>
void for_each_media_url(Content& content, Visit visit) {
    std::uint32_t number = 0;
    for (auto& each : content.attachments) {
        visit(each.url, number++);
    }
    for (auto& each : content.cards) {
        visit(each.image, number++);
    }
}
// Such a place as a person reads it.
std::string media_place(const model::content& content, std::uint32_t number);

class media_links {
public:
    // Without a key nothing is signed.
    explicit media_links(std::string key = {}) : key_(std::move(key)) {}

    // The content with such links under `public_url` in place of our own paths. The same for up to
    // an hour, so that who has fetched one can keep it.
    [[nodiscard]] std::string opened(std::string content, const model::id& message,
                                     std::string_view public_url, model::duration life,
                                     model::time now) const;

    [[nodiscard]] std::string sign(const model::id& media, const model::id& message,
                                   model::time expires) const;
    // The message on whose behalf it was signed; nothing when it is no signature of ours, or over.
    [[nodiscard]] std::optional<model::id> check(const model::id& media, std::string_view signature,
                                                 model::time now) const;

private:
    [[nodiscard]] std::string seal(const model::id& media, std::string_view claims) const;

    std::string key_;
};

}  // namespace selat::api
