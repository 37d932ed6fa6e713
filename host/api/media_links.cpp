#include "host/api/media_links.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "host/base/crypto.hpp"

namespace selat::api {
namespace {

constexpr std::size_t seal_bytes = 16;
constexpr std::size_t claim_bytes = 4 + 16;  // when it ends, for which message
constexpr model::duration step{3'600'000};

std::string claims_of(const model::id& message, model::time expires) {
    const auto seconds = static_cast<std::uint32_t>(model::to_ms(expires) / 1000);
    std::string out;
    for (const int shift : {24, 16, 8, 0}) {
        out += static_cast<char>(seconds >> shift & 0xFF);
    }
    const auto uuid = message.uuid();
    return out.append(reinterpret_cast<const char*>(uuid.data()), uuid.size());
}

std::int64_t seconds_in(std::string_view claims) {
    std::int64_t out = 0;
    for (const char each : claims.substr(0, 4)) {
        out = out << 8 | static_cast<std::uint8_t>(each);
    }
    return out;
}

}  // namespace

std::optional<model::id> media_of(std::string_view url) {
    return url.starts_with(media_path)
               ? model::id::parse(url.substr(media_path.size()), model::id_kind::media)
               : std::nullopt;
}

std::string media_place(const model::content& content, std::uint32_t number) {
    const auto attachments = content.attachments.size();
    return number < attachments ? "attachments/" + std::to_string(number) + "/url"
                                : "cards/" + std::to_string(number - attachments) + "/image";
}

std::string media_links::opened(std::string content, const model::id& message,
                                std::string_view public_url, model::duration life,
                                model::time now) const {
    if (key_.empty() || content.find(media_path) == std::string::npos) {
        return content;
    }
    auto read = model::read_content(content);
    if (!read) {
        return content;
    }
    const auto until = std::chrono::ceil<model::duration>(now.time_since_epoch() + life);
    const model::time expires{(until / step + 1) * step};
    for_each_media_url(*read, [&](std::string& url, std::uint32_t) {
        if (const auto media = media_of(url)) {
            url = std::string(public_url) + "/media/" + media->text() +
                  "?s=" + sign(*media, message, expires);
        }
    });
    return model::write_content(*read);
}

std::string media_links::seal(const model::id& media, std::string_view claims) const {
    const auto whole = crypto::hmac_sha256(key_, media.text() + std::string(claims));
    return {reinterpret_cast<const char*>(whole.data()), seal_bytes};
}

std::string media_links::sign(const model::id& media, const model::id& message,
                              model::time expires) const {
    const auto claims = claims_of(message, expires);
    return crypto::base64url(claims + seal(media, claims));
}

std::optional<model::id> media_links::check(const model::id& media, std::string_view signature,
                                            model::time now) const {
    const auto bytes = crypto::from_base64url(signature);
    if (key_.empty() || !bytes || bytes->size() != claim_bytes + seal_bytes) {
        return std::nullopt;
    }
    const auto claims = std::string_view(*bytes).substr(0, claim_bytes);
    if (!crypto::equal(seal(media, claims), std::string_view(*bytes).substr(claim_bytes)) ||
        seconds_in(claims) * 1000 <= model::to_ms(now)) {
        return std::nullopt;
    }
    model::id::bytes uuid{};
    std::copy_n(claims.begin() + 4, uuid.size(), reinterpret_cast<char*>(uuid.data()));
    return model::id{model::id_kind::message, uuid};
}

}  // namespace selat::api
