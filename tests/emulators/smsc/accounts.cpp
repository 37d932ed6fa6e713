#include "tests/emulators/smsc/accounts.hpp"

#include "tests/emulators/common/json_answer.hpp"

namespace emulators::smsc {
namespace {

receipt_form form_of(const std::string& name) {
    return name == "parameters" ? receipt_form::parameters
           : name == "both"     ? receipt_form::both
           : name == "none"     ? receipt_form::none
                                : receipt_form::text;
}

receipt_id id_of(const std::string& name) {
    return name == "decimal"  ? receipt_id::decimal
           : name == "padded" ? receipt_id::padded
           : name == "upper"  ? receipt_id::upper
                              : receipt_id::same;
}

std::size_t size_in(const json& object, const char* name, std::size_t otherwise) {
    return static_cast<std::size_t>(number_in(object, name, static_cast<std::int64_t>(otherwise)));
}

}  // namespace

std::string account_list::put(const json& given) {
    account out;
    out.system_id = text_in(given, "system_id");
    out.password = text_in(given, "password");
    if (out.system_id.empty() || out.system_id.size() > 15 || out.password.size() > 8) {
        return "system_id has 1 to 15 characters, password 8 at most";
    }
    for (const auto& each : member(given, "numbers")) {
        if (each.is_string()) {
            out.numbers.push_back(each.get<std::string>());
        }
    }
    const auto& rate = member(given, "per_second");
    out.per_second = rate.is_number() ? rate.get<double>() : 0;
    out.binds = size_in(given, "binds", out.binds);
    out.window = size_in(given, "window", 0);
    out.answer_ms = number_in(given, "answer_ms", 0);
    out.step_ms = number_in(given, "step_ms", out.step_ms);
    out.early = flag_in(given, "early");
    out.form = form_of(text_in(given, "receipts"));
    out.id = id_of(text_in(given, "receipt_ids"));
    out.deliver_window = size_in(given, "deliver_window", out.deliver_window);
    out.retry_ms = number_in(given, "retry_ms", out.retry_ms);
    const auto name = out.system_id;
    all[name] = std::move(out);
    return {};
}

account* account_list::find(std::string_view system_id) {
    const auto it = all.find(system_id);
    return it == all.end() ? nullptr : &it->second;
}

account* account_list::pick(std::string_view system_id) {
    if (system_id.empty() && all.size() == 1) {
        return &all.begin()->second;
    }
    return find(system_id);
}

}  // namespace emulators::smsc
