#include "errors.hpp"

#include <algorithm>
#include <array>

namespace sms {
namespace {

struct known_error {
    int number;
    selat::code code;
    std::string_view text;
};

constexpr auto table = std::to_array<known_error>({
    {11200, selat::code::invalid, "the media could not be fetched"},
    {12300, selat::code::invalid, "the media is of a type that cannot be sent"},
    {14107, selat::code::wrong_state, "too many replies to one number"},
    {20001, selat::code::invalid, "unknown parameters"},
    {20003, selat::code::denied, "the credentials are refused"},
    {20404, selat::code::config, "there is no such account"},
    {20429, selat::code::throttled, "too many requests"},
    {21211, selat::code::not_found, "this is no phone number"},
    {21408, selat::code::config, "messages to this region are not permitted"},
    {21602, selat::code::invalid, "the message is empty"},
    {21603, selat::code::config, "a sender is missing"},
    {21604, selat::code::invalid, "the recipient is missing"},
    {21606, selat::code::config, "the sender cannot be used"},
    {21608, selat::code::config, "a trial account sends to verified numbers alone"},
    {21609, selat::code::config, "the status callback's URL is refused"},
    {21610, selat::code::opted_out, "the recipient has opted out"},
    {21611, selat::code::throttled, "the sender's queue is full"},
    {21612, selat::code::not_found, "there is no route from this sender to the number"},
    {21614, selat::code::not_found, "this is no mobile number"},
    {21617, selat::code::invalid, "the text is too long"},
    {21620, selat::code::invalid, "the media's URL is refused"},
    {21623, selat::code::invalid, "there are too many media"},
    {21635, selat::code::not_found, "this is a landline"},
    {21703, selat::code::config, "the messaging service has no sender"},
    {21705, selat::code::config, "there is no such messaging service"},
    {30001, selat::code::throttled, "the sender's queue overflowed"},
    {30002, selat::code::denied, "the account is suspended"},
    {30003, selat::code::unavailable, "the handset cannot be reached"},
    {30004, selat::code::not_found, "the recipient does not take messages"},
    {30005, selat::code::not_found, "the handset is unknown"},
    {30006, selat::code::not_found, "a landline, or a carrier that cannot be reached"},
    {30007, selat::code::invalid, "the carrier filtered the message"},
    {30008, selat::code::internal, "not delivered; the carrier does not say why"},
    {30009, selat::code::internal, "a part of the message is missing"},
    {30010, selat::code::config, "the message costs more than is allowed"},
    {30022, selat::code::throttled, "the carrier's rate is exceeded"},
    {30023, selat::code::throttled, "the carrier's daily cap is reached"},
    {30024, selat::code::config, "the sender is not provisioned with the carrier"},
    {30032, selat::code::config, "the toll-free number is not verified"},
    {30034, selat::code::config, "the number is not registered with the carriers"},
});

const known_error* find(int error) {
    const auto* it =
        std::lower_bound(table.begin(), table.end(), error,
                         [](const known_error& each, int n) { return each.number < n; });
    return it != table.end() && it->number == error ? it : nullptr;
}

}  // namespace

std::optional<selat::code> meaning_of(int error) {
    const auto* known = find(error);
    return known == nullptr ? std::nullopt : std::optional(known->code);
}

std::string_view explanation_of(int error) {
    const auto* known = find(error);
    return known == nullptr ? std::string_view{} : known->text;
}

}  // namespace sms
