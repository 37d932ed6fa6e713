#include "host/gateway/consent_words.hpp"

#include "host/model/content.hpp"

#include <nlohmann/json.hpp>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

namespace selat::gateway {
namespace {

constexpr std::size_t longest = 400;  // bytes; no such word is that long

std::string folded(std::string_view text) {
    UErrorCode error = U_ZERO_ERROR;
    const auto* form = icu::Normalizer2::getNFKCCasefoldInstance(error);
    if (U_FAILURE(error)) {
        return std::string(text);
    }
    const auto given = icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()));
    auto out = form->normalize(icu::UnicodeString::fromUTF8(given), error);
    std::string bytes;
    out.trim().toUTF8String(bytes);
    return bytes;
}

std::set<std::string, std::less<>> words_in(const nlohmann::json& options, const char* name) {
    std::set<std::string, std::less<>> out;
    const auto found = options.find(name);
    if (found == options.end() || !found->is_array()) {
        return out;
    }
    for (const auto& each : *found) {
        if (each.is_string()) {
            out.insert(folded(each.get_ref<const std::string&>()));
        }
    }
    return out;
}

}  // namespace

consent_words::consent_words(const nlohmann::json& options)
    : opt_out_(words_in(options, "opt_out_words")), opt_in_(words_in(options, "opt_in_words")) {}

model::reach consent_words::in(std::string_view content) const {
    if (opt_out_.empty() && opt_in_.empty()) {
        return model::reach::unknown;
    }
    const auto read = model::read_content(content);
    if (!read) {
        return model::reach::unknown;
    }
    const auto said = !read->text.empty() || !read->selected ? read->text : read->selected->title;
    if (said.empty() || said.size() > longest) {
        return model::reach::unknown;
    }
    const auto word = folded(said);
    return opt_out_.contains(word)  ? model::reach::opted_out
           : opt_in_.contains(word) ? model::reach::open
                                    : model::reach::unknown;
}

}  // namespace selat::gateway
