// An agent or system asks a customer to another channel.

#include <algorithm>

#include "host/gateway/invitation_words.hpp"
#include "host/gateway/services.hpp"
#include "host/model/content.hpp"

namespace selat::gateway {
namespace {

// Where customers are asked to; not_found, or unsupported where they cannot come.
result<std::string> link_to(const assembly& assembly, const std::string& channel, model::time now) {
    const auto& all = assembly.config.channels;
    const auto it = std::ranges::find(all, channel, &config::channel::id);
    if (it == all.end()) {
        return fail(code::not_found, "there is no channel " + channel);
    }
    if (!assembly.sunset(channel, now).empty()) {
        return fail(code::unsupported, "its provider has closed " + channel);
    }
    if (it->invite.empty()) {
        return fail(code::unsupported,
                    "the configuration does not say how customers come to " + channel);
    }
    return it->invite;
}

// The words that were given, or our own, with the link.
std::string content_with(const std::string& given, std::string_view locale, const std::string& link,
                         std::string_view code) {
    model::content out;
    const auto whole = with_code(link, code);
    const auto own = invitation_words(locale, whole, link == whole ? std::string_view() : code);
    if (const auto said = model::read_content(given); said && !said->text.empty()) {
        out.text = said->text + "\n\n" + own;
    } else {
        out.text = own;
    }
    return model::write_content(out);
}

}  // namespace

void services::invite(api::write_request request, api::reply<model::message> done) {
    const auto link = link_to(*world_.assembly(), request.invite_to, world_.now());
    if (!link) {
        return done(tl::unexpected(link.error()));
    }
    world_.store.read([this, request = std::move(request), link = *link,
                       done = std::move(done)](store::reader& reader) mutable {
        const auto in = reader.conversation(request.conversation);
        const auto customer = in && *in ? reader.customer((*in)->customer)
                                        : result<std::optional<store::profiled_customer>>();
        if (!in || !customer) {
            return done(tl::unexpected(in ? customer.error() : in.error()));
        }
        if (!*in || !*customer) {
            return done(fail(code::not_found, "there is no such conversation"));
        }
        model::id_source ids(new_seed());
        store::changes also;
        auto job = invitations::make((*in)->customer, request.invite_to, world_.now(), ids);
        request.content =
            content_with(request.content, (*customer)->customer.locale, link, job.name);
        if (request.content.find(job.name) != std::string::npos) {
            also.jobs.push_back(std::move(job));
        }
        write_held(std::move(request), std::move(also), std::move(done));
    });
}

}  // namespace selat::gateway
