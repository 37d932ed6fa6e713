#include "filter_sets.hpp"

#include <algorithm>
#include <cmath>

namespace studio::liquid {
namespace {

json number_of(const json& from) { return to_number(from).value_or(json(0)); }

json argument(const arguments& given) {
    return given.has(0) ? number_of(given.positional[0]) : json(0);
}

bool whole(const json& a, const json& b) { return a.is_number_integer() && b.is_number_integer(); }

json negated(std::int64_t number) {
    return number == INT64_MIN ? json(-static_cast<double>(number)) : json(-number);
}

using overflowing = bool (*)(std::int64_t, std::int64_t, std::int64_t*);

// Whole numbers stay whole; what does not fit becomes a float.
json calculate(const json& input, const arguments& given, overflowing exact,
               double (*rough)(double, double)) {
    const json a = number_of(input);
    const json b = argument(given);
    std::int64_t sum = 0;
    if (whole(a, b) && !exact(a.get<std::int64_t>(), b.get<std::int64_t>(), &sum)) {
        return sum;
    }
    return rough(a.get<double>(), b.get<double>());
}

json plus(const json& input, arguments& given) {
    return calculate(
        input, given,
        [](std::int64_t a, std::int64_t b, std::int64_t* sum) {
            return __builtin_add_overflow(a, b, sum);
        },
        [](double a, double b) { return a + b; });
}

json minus(const json& input, arguments& given) {
    return calculate(
        input, given,
        [](std::int64_t a, std::int64_t b, std::int64_t* sum) {
            return __builtin_sub_overflow(a, b, sum);
        },
        [](double a, double b) { return a - b; });
}

json times(const json& input, arguments& given) {
    return calculate(
        input, given,
        [](std::int64_t a, std::int64_t b, std::int64_t* sum) {
            return __builtin_mul_overflow(a, b, sum);
        },
        [](double a, double b) { return a * b; });
}

json divided_by(const json& input, arguments& given) {
    const json a = number_of(input);
    const json b = argument(given);
    if (!whole(a, b)) {
        return a.get<double>() / b.get<double>();
    }
    const auto n = a.get<std::int64_t>();
    const auto d = b.get<std::int64_t>();
    if (d == 0) {
        given.error = "divided by 0";
        return {};
    }
    if (d == -1) {
        return negated(n);
    }
    const bool towards_zero = n % d == 0 || (n < 0) == (d < 0);
    return n / d - (towards_zero ? 0 : 1);
}

json modulo(const json& input, arguments& given) {
    const json a = number_of(input);
    const json b = argument(given);
    if (!whole(a, b)) {
        const double d = b.get<double>();
        return a.get<double>() - d * std::floor(a.get<double>() / d);
    }
    const auto d = b.get<std::int64_t>();
    if (d == 0) {
        given.error = "divided by 0";
        return {};
    }
    if (d == -1) {
        return 0;
    }
    const auto rest = a.get<std::int64_t>() % d;
    return rest != 0 && (rest < 0) != (d < 0) ? rest + d : rest;
}

json whole_of(double rounded) {
    return std::abs(rounded) < 9e18 ? json(static_cast<std::int64_t>(rounded)) : json(rounded);
}

json absolute(const json& input, arguments&) {
    const json number = number_of(input);
    if (number.is_number_float()) {
        return std::abs(number.get<double>());
    }
    return number.get<std::int64_t>() < 0 ? negated(number.get<std::int64_t>()) : number;
}

json ceiling(const json& input, arguments&) {
    const json number = number_of(input);
    return number.is_number_integer() ? number : whole_of(std::ceil(number.get<double>()));
}

json floor_of(const json& input, arguments&) {
    const json number = number_of(input);
    return number.is_number_integer() ? number : whole_of(std::floor(number.get<double>()));
}

json round_of(const json& input, arguments& given) {
    const json number = number_of(input);
    const auto places = std::clamp<std::int64_t>(given.integer(0, 0), -15, 15);
    if (number.is_number_integer() && places >= 0) {
        return number;
    }
    const double scale = std::pow(10.0, static_cast<double>(places));
    const double rounded = std::round(number.get<double>() * scale) / scale;
    return places > 0 ? json(rounded) : whole_of(rounded);
}

json at_least(const json& input, arguments& given) {
    const json a = number_of(input);
    const json b = argument(given);
    return a < b ? b : a;
}

json at_most(const json& input, arguments& given) {
    const json a = number_of(input);
    const json b = argument(given);
    return b < a ? b : a;
}

}  // namespace

std::span<const named_filter> number_filters() {
    static constexpr named_filter all[] = {
        {"plus", plus},       {"minus", minus},
        {"times", times},     {"divided_by", divided_by},
        {"modulo", modulo},   {"abs", absolute},
        {"ceil", ceiling},    {"floor", floor_of},
        {"round", round_of},  {"at_least", at_least},
        {"at_most", at_most},
    };
    return all;
}

}  // namespace studio::liquid
