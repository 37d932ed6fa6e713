#include "host/gateway/kept_values.hpp"

#include <charconv>
#include <future>

#include "host/base/crypto.hpp"

namespace selat::gateway {
namespace {

// No execution is older than 30 days; a day more for clocks that were set.
constexpr std::int64_t kept_ms = std::int64_t{31} * 24 * 3600 * 1000;

// A definition as it is kept: "SINCE TEXT". It was replaced at SINCE (ms); 0: it is the current
// one.
struct kept_definition {
    std::int64_t since = 0;
    std::string text;
};

kept_definition read_kept(const std::string& value) {
    kept_definition out;
    const auto space = value.find(' ');
    if (space != std::string::npos) {
        std::from_chars(value.data(), value.data() + space, out.since);
        out.text = value.substr(space + 1);
    }
    return out;
}

std::string write_kept(const kept_definition& definition) {
    return std::to_string(definition.since) + ' ' + definition.text;
}

}  // namespace

result<kept_values> read_values(store::store& store, const std::string& instance) {
    std::promise<result<kept_values>> promise;
    store.read([&](store::reader& reader) { promise.set_value(reader.plugin_values(instance)); });
    return promise.get_future().get();
}

result<void> write_values(store::store& store, kept_values values) {
    store::changes changes;
    changes.plugin_values = std::move(values);
    std::promise<result<store::committed>> promise;
    store.commit(std::move(changes),
                 [&](result<store::committed> done) { promise.set_value(std::move(done)); });
    if (const auto done = promise.get_future().get(); !done) {
        return tl::unexpected(done.error());
    }
    return {};
}

result<std::vector<std::string>> earlier_definitions(store::store& store, const std::string& flow,
                                                     const std::string& current, model::time now) {
    const auto instance = "selat:flow:" + flow;
    const auto key = crypto::sha256_hex(current);
    const auto kept = read_values(store, instance);
    if (!kept) {
        return tl::unexpected(kept.error());
    }
    std::vector<std::string> out;
    kept_values changed;
    bool is_kept = false;
    for (const auto& each : *kept) {
        auto one = read_kept(each.value);
        if (each.key == key) {
            is_kept = one.since == 0;
        } else if (one.since != 0 && model::to_ms(now) - one.since > kept_ms) {
            changed.push_back({instance, each.key, {}});
        } else {
            if (one.since == 0) {
                one.since = model::to_ms(now);
                changed.push_back({instance, each.key, write_kept(one)});
            }
            out.push_back(std::move(one.text));
        }
    }
    if (!is_kept && !current.empty()) {
        changed.push_back({instance, key, write_kept({0, current})});
    }
    if (!changed.empty()) {
        if (auto written = write_values(store, std::move(changed)); !written) {
            return tl::unexpected(written.error());
        }
    }
    return out;
}

}  // namespace selat::gateway
