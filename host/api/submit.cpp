#include "host/api/submit.hpp"

#include <algorithm>
#include <cmath>

#include "host/api/media_links.hpp"
#include "host/api/sight.hpp"
#include "host/api/text.hpp"
#include "host/base/crypto.hpp"
#include "host/model/content.hpp"
#include "host/model/json.hpp"

namespace selat::api {
namespace {

constexpr std::size_t longest_key = 255;

// A request that has a key.
struct keyed_request {
    write_request asked;
    std::string key;          // whose, and the key
    std::string fingerprint;  // of what is asked
};

bool is_key(std::string_view text) {
    return text.size() <= longest_key &&
           std::ranges::all_of(text, [](char each) { return each > ' ' && each < 127; });
}

std::string fingerprint_of(const write_request& asked) {
    std::string text;
    model::json_writer json(text);
    json.begin_array().value(asked.conversation).value(asked.channel).value(asked.to);
    json.value(asked.content).value(asked.note).value(asked.reply_to);
    if (!asked.invite_to.empty()) {
        json.value(asked.invite_to);
    }
    json.end_array();
    return crypto::sha256_hex(text);
}

bool is_address(std::string_view url) {
    const auto begins = [&](std::string_view with) {
        return url.size() > with.size() && alike(url.substr(0, with.size()), with);
    };
    return url.starts_with(media_path) || begins("https://") || begins("http://");
}

// No channel could carry these, and every plugin would find out on its own, much later.
result<void> can_go_out(const std::string& text) {
    const auto content = model::read_content(text);
    if (!content) {
        return {};
    }
    for (std::size_t i = 0; i < content->attachments.size(); ++i) {
        if (!is_address(content->attachments[i].url)) {
            return fail(code::invalid, "`content.attachments[" + std::to_string(i) +
                                           "].url` is no http or https address");
        }
    }
    if (content->location && (std::abs(content->location->latitude) > 90 ||
                              std::abs(content->location->longitude) > 180)) {
        return fail(code::invalid, "`content.location` lies nowhere on Earth");
    }
    if (content->reaction && !model::id::parse(content->reaction->to, model::id_kind::message)) {
        return fail(code::invalid, "`content.reaction.to` is no id of a message");
    }
    return {};
}

// The files of ours that a content names. Whoever writes must be able to see each: `unsupported`
// names the first that is not to be had.
result<std::vector<store::media>> named_media(store::reader& reader, const caller& who,
                                              const std::string& text) {
    std::vector<store::media> out;
    const auto content = model::read_content(text);
    if (!content) {
        return out;
    }
    result<void> outcome;
    for_each_media_url(*content, [&](const std::string& url, std::uint32_t number) {
        if (!outcome || !url.starts_with(media_path)) {
            return;
        }
        const auto id = media_of(url);
        auto found = id ? media_for(reader, who, *id)
                        : result<store::media>(fail(code::not_found, "it is no id"));
        if (found) {
            found->attachment = number;
            return out.push_back(std::move(*found));
        }
        outcome = found.error().code == code::not_found
                      ? fail(code::unsupported,
                             media_place(*content, number) + " names no file that you can see")
                      : tl::unexpected(found.error());
    });
    return outcome ? result<std::vector<store::media>>(std::move(out))
                   : tl::unexpected(outcome.error());
}

void write(const call_pointer& call, write_request asked, reply<model::message> done) {
    if (!asked.invite_to.empty()) {
        return call->gateway().invite(std::move(asked), std::move(done));
    }
    if (asked.content.find(media_path) == std::string::npos) {
        return call->gateway().write(std::move(asked), std::move(done));
    }
    call->gateway().store().read(
        [call, asked = std::move(asked), done = std::move(done)](store::reader& reader) mutable {
            auto media = named_media(reader, call->who(), asked.content);
            if (!media) {
                return done(tl::unexpected(media.error()));
            }
            asked.media = std::move(*media);
            call->gateway().write(std::move(asked), std::move(done));
        });
}

void refuse(const call_pointer& call, const keyed_request& keyed, const failure& why) {
    call->parts().keys.end(keyed.key);
    call->refuse(why);
}

void answer(const call_pointer& call, const keyed_request& keyed, const model::message& message) {
    call->parts().keys.end(keyed.key);
    accepted(call, message);
}

void write_first(const call_pointer& call, const keyed_request& keyed) {
    write(call, keyed.asked, [call, keyed](const result<model::message>& written) {
        if (!written) {
            return refuse(call, keyed, written.error());
        }
        store::changes changes;
        changes.answers.push_back(
            {keyed.key, keyed.fingerprint + " " + written->id.text(), call->gateway().now()});
        // Even when it could not be kept, the gateway knows the message by its key.
        call->gateway().store().commit(
            std::move(changes), [call, keyed, message = *written](const result<store::committed>&) {
                answer(call, keyed, message);
            });
    });
}

// What was answered the first time, if it is the same that is asked.
void repeat(const call_pointer& call, store::reader& reader, const keyed_request& keyed,
            std::string_view kept) {
    const auto gap = std::min(kept.find(' '), kept.size());
    if (kept.substr(0, gap) != keyed.fingerprint) {
        call->parts().keys.end(keyed.key);
        return call->respond(refusal(422, "The key was used for another request",
                                     "this Idempotency-Key came with a different message"));
    }
    const auto id = model::id::parse(kept.substr(std::min(gap + 1, kept.size())));
    const auto found = reader.message(id.value_or(model::id{}));
    if (!found || !*found) {
        return refuse(call, keyed,
                      found ? failure{code::not_found, "the message is gone"} : found.error());
    }
    answer(call, keyed, **found);
}

void submit_keyed(const call_pointer& call, keyed_request keyed) {
    if (!call->parts().keys.begin(keyed.key)) {
        return call->respond(
            refusal(409, "Not in this state", "a request with this Idempotency-Key is under way"));
    }
    call->gateway().store().read([call, keyed = std::move(keyed)](store::reader& reader) {
        const auto kept = reader.answer(keyed.key);
        if (!kept) {
            return refuse(call, keyed, kept.error());
        }
        if (*kept) {
            return repeat(call, reader, keyed, **kept);
        }
        write_first(call, keyed);
    });
}

}  // namespace

void accepted(const call_pointer& call, const model::message& message) {
    call->answer(202, model::write_message(message), "/api/v1/messages/" + message.id.text());
}

void submit(const call_pointer& call, write_request asked) {
    if (const auto possible = can_go_out(asked.content); !possible) {
        return call->refuse(possible.error());
    }
    const auto key = call->request().get("idempotency-key");
    if (!is_key(key)) {
        return call->refuse(
            {code::invalid, "`Idempotency-Key` is up to 255 characters without blanks"});
    }
    if (!key.empty()) {
        asked.client_token = owner_of(call->who()) + ":" + std::string(key);
        keyed_request keyed{std::move(asked), {}, {}};
        keyed.key = "write:" + keyed.asked.client_token;
        keyed.fingerprint = fingerprint_of(keyed.asked);
        return submit_keyed(call, std::move(keyed));
    }
    write(call, std::move(asked), [call](const result<model::message>& written) {
        if (!written) {
            return call->refuse(written.error());
        }
        accepted(call, *written);
    });
}

}  // namespace selat::api
