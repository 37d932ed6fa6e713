#include "tests/emulators/common/faults.hpp"

#include "tests/emulators/common/json_answer.hpp"

#include <algorithm>
#include <array>

namespace emulators {
namespace {

bool strikes_at(const fault& fault, std::string_view endpoint) {
    if (fault.endpoint == "*") {
        return true;
    }
    std::string_view left = fault.endpoint;
    while (!left.empty()) {
        const auto word = left.substr(0, left.find(' '));
        if (word == endpoint) {
            return true;
        }
        left.remove_prefix(std::min(word.size() + 1, left.size()));
    }
    return false;
}

}  // namespace

std::string fault_list::add(const nlohmann::json& description) {
    constexpr std::array kinds = {"fail",     "fail_after",  "throttle",   "quota",
                                  "delay",    "drop_before", "drop_after", "repeat",
                                  "disorder", "bye",         "silence",    "inject"};
    const auto& probability = member(description, "probability");
    fault next{text_in(description, "endpoint", "*"),
               text_in(description, "kind"),
               static_cast<int>(number_in(description, "status", 500)),
               text_in(description, "message"),
               number_in(description, "count", -1),
               probability.is_number() ? probability.get<double>() : 1.0,
               std::chrono::milliseconds(number_in(description, "delay_ms"))};
    if (std::find(kinds.begin(), kinds.end(), next.kind) == kinds.end()) {
        return "kind must be fail, fail_after, throttle, quota, delay, drop_before, drop_after, "
               "repeat, disorder, bye, silence or inject";
    }
    const std::lock_guard lock(mutex_);
    faults_.push_back(std::move(next));
    return {};
}

void fault_list::clear() {
    const std::lock_guard lock(mutex_);
    faults_.clear();
}

std::optional<fault> fault_list::strike(std::string_view endpoint) {
    const std::lock_guard lock(mutex_);
    for (auto each = faults_.begin(); each != faults_.end(); ++each) {
        if (!strikes_at(*each, endpoint)) {
            continue;
        }
        if (std::uniform_real_distribution<double>(0, 1)(random_) >= each->probability) {
            continue;
        }
        auto struck = *each;
        if (each->count > 0 && --each->count == 0) {
            faults_.erase(each);
        }
        return struck;
    }
    return std::nullopt;
}

nlohmann::json fault_list::list() const {
    const std::lock_guard lock(mutex_);
    json out = json::array();
    for (const auto& each : faults_) {
        out.push_back({{"endpoint", each.endpoint},
                       {"kind", each.kind},
                       {"count", each.count},
                       {"probability", each.probability}});
    }
    return out;
}

}  // namespace emulators
