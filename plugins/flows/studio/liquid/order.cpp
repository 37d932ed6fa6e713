#include "order.hpp"

#include <cmath>
#include <cstdint>
#include <limits>

namespace studio::liquid {
namespace {

using json = nlohmann::json;

// Of an integer and a fraction by their exact values: as doubles, two integers far out may both
// equal a third number and still differ.
int order(std::int64_t whole, double other) {
    constexpr double beyond = 9'223'372'036'854'775'808.0;  // 2^63
    if (!(other < beyond)) {
        return -1;  // no number stands last
    }
    if (other < -beyond) {
        return 1;
    }
    const auto floor = std::floor(other);
    const auto floored = static_cast<std::int64_t>(floor);
    if (whole != floored) {
        return whole < floored ? -1 : 1;
    }
    return other > floor ? -1 : 0;
}

int order(double a, double b) {
    if (std::isnan(a) || std::isnan(b)) {
        return static_cast<int>(std::isnan(a)) - static_cast<int>(std::isnan(b));
    }
    return a < b ? -1 : static_cast<int>(b < a);
}

int order(std::int64_t a, std::int64_t b) { return a < b ? -1 : static_cast<int>(b < a); }

// Integers above the signed ones are as fractions: beyond all others, and exact enough there.
int order_of_numbers(const json& a, const json& b) {
    const auto is_whole = [](const json& each) {
        return each.is_number_integer() &&
               (!each.is_number_unsigned() ||
                each.get<std::uint64_t>() <=
                    std::uint64_t{std::numeric_limits<std::int64_t>::max()});
    };
    if (is_whole(a) && is_whole(b)) {
        return order(a.get<std::int64_t>(), b.get<std::int64_t>());
    }
    if (is_whole(a)) {
        return order(a.get<std::int64_t>(), b.get<double>());
    }
    if (is_whole(b)) {
        return -order(b.get<std::int64_t>(), a.get<double>());
    }
    return order(a.get<double>(), b.get<double>());
}

int rank(const json& of) {
    return of.is_null() ? 100 : of.is_number() ? 0 : 1 + static_cast<int>(of.type());
}

int order_of_objects(const json& a, const json& b) {
    auto left = a.begin();
    auto right = b.begin();
    for (; left != a.end() && right != b.end(); ++left, ++right) {
        if (const auto names = left.key().compare(right.key()); names != 0) {
            return names;
        }
        if (const auto values = total_order(*left, *right); values != 0) {
            return values;
        }
    }
    return static_cast<int>(left != a.end()) - static_cast<int>(right != b.end());
}

int order_of_lists(const json& a, const json& b) {
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
        if (const auto members = total_order(a[i], b[i]); members != 0) {
            return members;
        }
    }
    return static_cast<int>(a.size() > b.size()) - static_cast<int>(a.size() < b.size());
}

}  // namespace

int total_order(const json& a, const json& b) {
    if (rank(a) != rank(b)) {
        return rank(a) - rank(b);
    }
    if (a.is_number()) {
        return order_of_numbers(a, b);
    }
    if (a.is_array()) {
        return order_of_lists(a, b);
    }
    if (a.is_object()) {
        return order_of_objects(a, b);
    }
    return static_cast<int>(b < a) - static_cast<int>(a < b);
}

}  // namespace studio::liquid
