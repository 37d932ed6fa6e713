// Customers of the fake gateway.

#include "fake_support.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace selat::api::test {

void fake_services::patch(const model::id& customer, customer_patch patch,
                          reply<store::profiled_customer> done) {
    store_->read([this, customer, patch = std::move(patch), done](store::reader& reader) {
        const auto found = reader.customer(customer);
        if (!found || !*found) {
            return done(missing(found, "customer"));
        }
        auto after = **found;
        after.customer.name = patch.name.value_or(after.customer.name);
        after.customer.locale = patch.locale.value_or(after.customer.locale);
        if (!patch.attributes.empty()) {
            auto attributes = nlohmann::json::parse(after.customer.attributes);
            attributes.merge_patch(nlohmann::json::parse(patch.attributes));
            after.customer.attributes = attributes.dump();
        }
        store::changes changes;
        changes.customers.push_back(after.customer);
        commit(std::move(changes), done, after);
    });
}

void fake_services::merge(const model::id& into, const model::id& from, grounds,
                          reply<store::profiled_customer> done) {
    if (into == from) {
        return done(fail(code::invalid, "a customer cannot be merged with itself"));
    }
    store_->read([this, into, from, done](store::reader& reader) {
        const auto kept = reader.customer(into);
        const auto gone = reader.customer(from);
        if (!kept || !gone || !*kept || !*gone) {
            return done(fail(code::not_found, "there are no two such customers"));
        }
        auto after = **kept;
        for (auto address : (*gone)->addresses) {
            address.customer = into;
            after.addresses.push_back(std::move(address));
        }
        store::changes changes;
        changes.merges.push_back({from, into});
        changes.customers.push_back(after.customer);
        commit(std::move(changes), done, after);
    });
}

void fake_services::split(const model::id& customer, std::string channel, std::string address,
                          grounds, reply<store::profiled_customer> done) {
    store_->read([this, customer, channel, address, done](store::reader& reader) {
        const auto found = reader.customer(customer);
        if (!found || !*found) {
            return done(missing(found, "customer"));
        }
        const auto& all = (*found)->addresses;
        const auto moving = std::ranges::find_if(all, [&](const model::address& each) {
            return each.address == address && (channel.empty() || each.channel == channel);
        });
        if (moving == all.end()) {
            return done(fail(code::not_found, "the customer has no such address"));
        }
        if (all.size() < 2) {
            return done(fail(code::wrong_state, "it is the customer's only address"));
        }
        store::profiled_customer after;
        {
            const std::lock_guard lock(mutex_);
            after.customer.id = ids_.make(model::id_kind::customer, now(), 7);
        }
        after.customer.created = now();
        after.addresses = {*moving};
        store::changes changes;
        changes.customers.push_back(after.customer);
        changes.splits.push_back({customer, after.customer.id, moving->channel, moving->address});
        commit(std::move(changes), done, after);
    });
}

void fake_services::send_code(const model::id& customer, std::string channel, std::string to,
                              std::function<void(code_outcome)> done) {
    code_outcome out;
    out.about.id = {model::id_kind::verification, customer.uuid()};
    out.about.customer = customer;
    out.about.through = channel;
    out.about.to = std::move(to);
    out.about.expires = now() + model::duration{600'000};
    out.attempts_left = 5;
    if (channel == "nowhere") {
        out.why = {code::not_found, "there is no channel nowhere"};
    } else if (channel == "busy") {
        out.why = {code::throttled, "too many codes were asked for"};
        out.retry_after = model::duration{29'001};
    }
    done(std::move(out));
}

void fake_services::check_code(const model::id& customer, const model::id& verification,
                               std::string code, std::function<void(code_outcome)> done) {
    store_->read([customer, verification, code, done](store::reader& reader) {
        code_outcome out;
        out.about.id = verification;
        out.about.customer = (**reader.record(customer)).customer.id;
        out.about.through = "sms";
        out.about.to = "+60123456789";
        out.attempts_left = 4;
        if (verification.uuid() != customer.uuid()) {
            out.why = {selat::code::not_found, "there is no such verification"};
        } else if (code == "123456") {
            out.about.status = model::verification_status::approved;
        } else {
            out.wrong = true;
        }
        done(std::move(out));
    });
}

void fake_services::erase(const model::id& customer, reply<void> done) {
    store_->read([this, customer, done](store::reader& reader) {
        const auto found = reader.customer(customer);
        if (!found || !*found) {
            return done(missing(found, "customer"));
        }
        store::changes changes;
        changes.erased_customers.push_back(customer);
        store_->commit(std::move(changes),
                       [done](const result<store::committed>&) { done(result<void>()); });
    });
}

}  // namespace selat::api::test
