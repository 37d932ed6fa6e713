#include "host/telemetry/metrics.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <stdexcept>
#include <variant>

#include "host/telemetry/exposition.hpp"

namespace selat::telemetry {
namespace {

enum class kind { counter, gauge, histogram };

const char* name_of(kind kind) {
    switch (kind) {
    case kind::counter: return "counter";
    case kind::gauge: return "gauge";
    case kind::histogram: return "histogram";
    }
    return "untyped";
}

using asked_value = std::function<double()>;
using series = std::variant<std::unique_ptr<counter>, std::unique_ptr<gauge>,
                            std::unique_ptr<histogram>, asked_value>;

struct family {
    std::string help;
    telemetry::kind kind;
    std::vector<double> bounds;
    std::map<std::string, series, std::less<>> series;  // by label text
};

std::string check(std::string_view name, kind kind, labels labels) {
    std::string checked(name);
    if (kind == kind::counter && !name.ends_with("_total")) {
        checked += "_total";
    }
    if (!is_metric_name(checked)) {
        throw std::invalid_argument("no metric can be called \"" + checked + "\"");
    }
    for (const auto& label : labels) {
        if (!is_label_name(label.first) || label.first == "le") {
            throw std::invalid_argument("no label can be called \"" + std::string(label.first) +
                                        "\"");
        }
    }
    return checked;
}

std::string label_text_of_others(labels given) {
    std::vector<label> others(given);
    for (auto& label : others) {
        label.second = "other";
    }
    return label_text(others);
}

void append(std::string& out, const std::string& name, const std::string& labels,
            const series& series) {
    if (const auto* const counted = std::get_if<std::unique_ptr<counter>>(&series)) {
        append_sample(out, name, labels, (*counted)->value());
    } else if (const auto* const level = std::get_if<std::unique_ptr<gauge>>(&series)) {
        append_sample(out, name, labels, (*level)->value());
    } else if (const auto* const spread = std::get_if<std::unique_ptr<histogram>>(&series)) {
        append_histogram(out, name, labels, **spread);
    } else {
        append_sample(out, name, labels, std::get<asked_value>(series)());
    }
}

}  // namespace

histogram::histogram(std::vector<double> bounds)
    : bounds_(std::move(bounds)),
      buckets_(std::make_unique<std::atomic<std::uint64_t>[]>(bounds_.size() + 1)) {}

void histogram::observe(double value) {
    const auto place = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
    buckets_[static_cast<std::size_t>(place)].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
}

std::uint64_t histogram::in_bucket(std::size_t index) const {
    return buckets_[index].load(std::memory_order_relaxed);
}

std::vector<double> latency_bounds() {
    return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

struct metrics::impl {
    // The family of a name, made when it is new.
    family& of(const std::string& name, std::string_view help, telemetry::kind kind) {
        const auto [found, added] = families.try_emplace(name);
        auto& own = found->second;
        if (added) {
            own.help = help;
            own.kind = kind;
        } else if (own.kind != kind) {
            throw std::invalid_argument(name + " is a " + name_of(own.kind) + " already");
        }
        return own;
    }

    // The place of a series, empty when it is new.
    series& place(family& family, labels labels) const {
        const auto text = label_text({labels.begin(), labels.size()});
        if (const auto known = family.series.find(text); known != family.series.end()) {
            return known->second;
        }
        const bool full = family.series.size() >= series_per_name;
        return family.series[full ? label_text_of_others(labels) : text];
    }

    template <class Handle, class... Arguments>
    Handle& handle(family& family, labels labels, const Arguments&... arguments) {
        auto& own = place(family, labels);
        if (std::holds_alternative<asked_value>(own)) {
            throw std::invalid_argument("a series that is asked for cannot be set");
        }
        auto* held = std::get_if<std::unique_ptr<Handle>>(&own);
        if (held == nullptr || !*held) {
            held = &own.template emplace<std::unique_ptr<Handle>>(
                std::make_unique<Handle>(arguments...));
        }
        return **held;
    }

    registration ask(std::string_view name, std::string_view help, kind kind, labels labels,
                     asked_value value) {
        const auto checked = check(name, kind, labels);
        const auto text = label_text({labels.begin(), labels.size()});
        const std::lock_guard lock(mutex);
        auto& own = of(checked, help, kind);
        if (!own.series.try_emplace(text, std::move(value)).second) {
            throw std::invalid_argument(checked + " is asked for already");
        }
        return registration([this, checked, text] {
            const std::lock_guard ending(mutex);
            families.at(checked).series.erase(text);
        });
    }

    std::size_t series_per_name = 0;
    mutable std::mutex mutex;
    std::map<std::string, family> families;  // guarded by mutex; the handles in it are not
};

metrics::metrics(std::size_t series_per_name) : impl_(std::make_unique<impl>()) {
    impl_->series_per_name = series_per_name;
}

metrics::~metrics() = default;

telemetry::counter& metrics::counter(std::string_view name, std::string_view help, labels labels) {
    const auto checked = check(name, kind::counter, labels);
    const std::lock_guard lock(impl_->mutex);
    return impl_->handle<telemetry::counter>(impl_->of(checked, help, kind::counter), labels);
}

telemetry::gauge& metrics::gauge(std::string_view name, std::string_view help, labels labels) {
    const auto checked = check(name, kind::gauge, labels);
    const std::lock_guard lock(impl_->mutex);
    return impl_->handle<telemetry::gauge>(impl_->of(checked, help, kind::gauge), labels);
}

telemetry::histogram& metrics::histogram(std::string_view name, std::string_view help,
                                         const std::vector<double>& bounds, labels labels) {
    const auto checked = check(name, kind::histogram, labels);
    if (!std::is_sorted(bounds.begin(), bounds.end())) {
        throw std::invalid_argument(checked + ": bounds must ascend");
    }
    const std::lock_guard lock(impl_->mutex);
    auto& family = impl_->of(checked, help, kind::histogram);
    if (family.series.empty()) {
        family.bounds = bounds;
    }
    return impl_->handle<telemetry::histogram>(family, labels, family.bounds);
}

registration metrics::ask(std::string_view name, std::string_view help, labels labels,
                          std::function<double()> value) {
    return impl_->ask(name, help, kind::gauge, labels, std::move(value));
}

registration metrics::ask_total(std::string_view name, std::string_view help, labels labels,
                                std::function<double()> value) {
    return impl_->ask(name, help, kind::counter, labels, std::move(value));
}

std::string metrics::render() const {
    std::string out;
    const std::lock_guard lock(impl_->mutex);
    for (const auto& [name, family] : impl_->families) {
        if (family.series.empty()) {
            continue;
        }
        append_head(out, name, family.help, name_of(family.kind));
        for (const auto& [labels, series] : family.series) {
            append(out, name, labels, series);
        }
    }
    return out;
}

}  // namespace selat::telemetry
