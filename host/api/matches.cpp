#include "host/api/matches.hpp"

#include <algorithm>
#include <tuple>

namespace selat::api {
namespace {

model::address_kind kind_of(const std::vector<channel_view>& all, const std::string& channel) {
    const auto it = std::ranges::find(all, channel, &channel_view::id);
    return it == all.end() ? model::address_kind::none : it->identity;
}

auto rank(const match& each) {
    return std::tuple(!each.verified, each.split, each.through.customer);
}

// Of several addresses the surest says it.
void keep(std::vector<match>& out, match fresh) {
    const auto before = std::ranges::find_if(
        out, [&](const match& each) { return each.through.customer == fresh.through.customer; });
    if (before == out.end()) {
        out.push_back(std::move(fresh));
    } else if (rank(fresh) < rank(*before)) {
        *before = std::move(fresh);
    }
}

}  // namespace

result<std::vector<match>> matches_of(store::reader& reader, const std::vector<channel_view>& all,
                                      const caller& who, const store::profiled_customer& one) {
    const auto shown = [](const model::address& each) {
        return each.verified != model::evidence::none;
    };
    std::vector<match> out;
    for (const auto& mine : one.addresses) {
        const auto kind = kind_of(all, mine.channel);
        if (!model::is_of(kind, mine.address)) {
            continue;
        }
        const auto found = reader.addresses(mine.address);
        if (!found) {
            return tl::unexpected(found.error());
        }
        for (const auto& theirs : *found) {
            const bool split =
                mine.linked == model::link::split && theirs.linked == model::link::split;
            if (theirs.customer != one.customer.id && kind_of(all, theirs.channel) == kind) {
                keep(out, {{}, theirs, kind, shown(mine) && shown(theirs), split});
            }
        }
    }
    std::erase_if(
        out, [&](const match& each) { return !who.sees_all() && (!each.verified || each.split); });
    std::ranges::sort(out, {}, rank);
    for (auto& each : out) {
        auto customer = reader.customer(each.through.customer);
        if (!customer) {
            return tl::unexpected(customer.error());
        }
        each.customer = *customer ? std::move(**customer) : store::profiled_customer{};
    }
    std::erase_if(out, [](const match& each) { return !each.customer.customer.id; });
    return out;
}

}  // namespace selat::api
