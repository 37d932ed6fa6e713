// Customers: profile, addresses, attributes; put together, taken apart, erased.

#include "host/api/body.hpp"
#include "host/api/handlers.hpp"
#include "host/api/matches.hpp"
#include "host/api/paging.hpp"
#include "host/api/parameters.hpp"
#include "host/api/sight.hpp"
#include "host/api/text.hpp"
#include "host/api/touch.hpp"
#include "host/store/rules.hpp"

namespace selat::api {
namespace {

std::string write(const store::profiled_customer& one) {
    return model::write_customer(one.customer, one.addresses);
}

std::string write_match(const match& one) {
    std::string out;
    model::json_writer json(out);
    json.begin_object().key("customer").raw(write(one.customer));
    json.member("channel", one.through.channel).member("address", one.through.address);
    json.member("kind", name_of(one.kind)).member("verified", one.verified);
    json.member("split", one.split).end_object();
    return out;
}

// An agent takes in whom it serves, and who was shown to be the one that it serves.
result<store::profiled_customer> to_take_in(const call_pointer& call, store::reader& reader,
                                            const model::id& from) {
    auto into = customer_for(reader, call->who(), call->id(), need::touch);
    if (!into) {
        return into;
    }
    auto found = customer_for(reader, call->who(), from, need::touch);
    if (found) {
        return found;
    }
    const auto offered = matches_of(reader, call->gateway().channels(), call->who(), *into);
    const auto is_it = [&](const match& each) { return each.customer.customer.id == from; };
    return offered && std::ranges::any_of(*offered, is_it) ? into : found;
}

reply<store::profiled_customer> with_customer(const call_pointer& call) {
    return answering<store::profiled_customer>(call, 200, write);
}

// Every word of `query` begins a word of `text`: as the store finds customers.
bool says(const std::string& text, const std::string& query) {
    const auto have = store::words(text);
    const auto asked = store::words(query);
    return std::ranges::all_of(asked, [&](const std::string& word) {
        return std::ranges::any_of(have,
                                   [&](const std::string& one) { return one.starts_with(word); });
    });
}

bool passes(const store::customer_filter& filter, const store::profiled_customer& one) {
    const bool has_address = filter.address.empty() ||
                             std::ranges::find(one.addresses, filter.address,
                                               &model::address::address) != one.addresses.end();
    return has_address && says(store::search_text(one.customer, one.addresses), filter.text);
}

// An agent lists whom it is serving: few, so they are looked at one by one.
result<std::string> list_served(store::reader& reader, const std::string& agent,
                                const store::customer_filter& filter, const store::page& page) {
    const auto served = served_by(reader, agent);
    if (!served) {
        return tl::unexpected(served.error());
    }
    std::vector<store::profiled_customer> out;
    for (const auto& id : *served) {
        auto found = reader.customer(id);
        if (!found) {
            return tl::unexpected(found.error());
        }
        if (*found && passes(filter, **found)) {
            out.push_back(std::move(**found));
        }
    }
    const auto key = [](const store::profiled_customer& one) { return one.customer.id.text(); };
    return write_list(page_of(std::move(out), page, key), write);
}

}  // namespace

void list_customers(const call_pointer& call) {
    parameters given(call->request().query);
    store::customer_filter filter;
    filter.text = given.text("q");
    filter.address = given.text("address");
    if (filter.address.starts_with(' ')) {  // a number whose + was not escaped
        filter.address.front() = '+';
    }
    filter.address = plain_address(std::move(filter.address));
    const auto page = given.page();
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    if (finds_nothing(filter.text)) {
        return call->answer(R"({"items":[],"next":null})");
    }
    answer_from_store(call, [call, filter, page](store::reader& reader) -> result<std::string> {
        const auto& who = call->who();
        return who.sees_all() ? write_found(reader.customers(filter, page), write)
                              : list_served(reader, who.agent, filter, page);
    });
}

void show_customer(const call_pointer& call) {
    if (const auto fine = parameters(call->request().query).check(); !fine) {
        return call->refuse(fine.error());
    }
    answer_from_store(call, [call](store::reader& reader) {
        return customer_for(reader, call->who(), call->id(), need::see).map(write);
    });
}

void patch_customer(const call_pointer& call) {
    body given(call->request().body);
    customer_patch patch;
    patch.name = given.optional_text("name");
    patch.locale = given.optional_text("locale");
    patch.attributes = given.optional_object("attributes");
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    touch_customer(call, {}, [call, patch = std::move(patch)] {
        call->gateway().patch(call->id(), patch, with_customer(call));
    });
}

void merge_customer(const call_pointer& call) {
    body given(call->request().body);
    const auto from = given.optional_id("from", model::id_kind::customer);
    auto reason = given.optional_text("reason").value_or(std::string());
    if (!from) {
        given.wrong("from", "is missing");
    }
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    ask_store(
        call, [call, from](store::reader& reader) { return to_take_in(call, reader, from); },
        [call, from, reason = std::move(reason)](const store::profiled_customer&) {
            call->parts().log(
                telemetry::level::info, "customer.merged",
                {{"customer", call->id().text()}, {"from", from.text()}, {"by", call->who().name}});
            call->gateway().merge(call->id(), from, {call->who().name, {}, reason},
                                  with_customer(call));
        });
}

void list_matches(const call_pointer& call) {
    if (const auto fine = parameters(call->request().query).check(); !fine) {
        return call->refuse(fine.error());
    }
    answer_from_store(call, [call](store::reader& reader) -> result<std::string> {
        const auto one = customer_for(reader, call->who(), call->id(), need::see);
        if (!one) {
            return tl::unexpected(one.error());
        }
        auto found = matches_of(reader, call->gateway().channels(), call->who(), *one);
        if (!found) {
            return tl::unexpected(found.error());
        }
        store::listing<match> all{std::move(*found), {}};
        return write_list(all, write_match);
    });
}

void split_customer(const call_pointer& call) {
    body given(call->request().body);
    auto address = plain_address(given.text("address"));
    auto channel = given.optional_text("channel").value_or(std::string());
    auto reason = given.optional_text("reason").value_or(std::string());
    if (const auto fine = given.check(); !fine) {
        return call->refuse(fine.error());
    }
    touch_customer(call, {},
                   [call, channel = std::move(channel), address = std::move(address),
                    reason = std::move(reason)] {
                       call->gateway().split(
                           call->id(), channel, address, {call->who().name, {}, reason},
                           [call](const result<store::profiled_customer>& fresh) {
                               if (!fresh) {
                                   return call->refuse(fresh.error());
                               }
                               call->answer(201, write(*fresh),
                                            "/api/v1/customers/" + fresh->customer.id.text());
                           });
                   });
}

void erase_customer(const call_pointer& call) {
    if (const auto fine = body(call->request().body).check(); !fine) {
        return call->refuse(fine.error());
    }
    call->gateway().erase(call->id(), [call](const result<void>& done) {
        if (!done) {
            return call->refuse(done.error());
        }
        call->parts().stream.forget();
        call->parts().log(telemetry::level::info, "customer.erased",
                          {{"customer", call->id().text()}, {"by", call->who().name}});
        net::response response;
        response.status = 204;
        response.content_type.clear();
        call->respond(std::move(response));
    });
}

}  // namespace selat::api
