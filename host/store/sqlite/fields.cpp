#include <algorithm>
#include <charconv>

#include "host/store/sqlite/field_access.hpp"

#include <fmt/format.h>

namespace selat::store::sqlite {
namespace {

std::vector<std::string> split(std::string_view names) {
    std::vector<std::string> out;
    while (!names.empty()) {
        const auto comma = std::min(names.find(','), names.size());
        auto name = names.substr(0, comma);
        name.remove_prefix(std::min(name.find_first_not_of(' '), name.size()));
        out.emplace_back(name);
        names.remove_prefix(std::min(comma + 1, names.size()));
    }
    return out;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

void field_packer::operator()(const std::string& text) {
    packed += std::to_string(text.size());
    packed += ':';
    packed += text;
}

std::string_view field_unpacker::next() {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), size);
    const auto digits = static_cast<std::size_t>(end - rest_.data());
    if (error != std::errc{} || digits >= rest_.size() || size > rest_.size() - digits - 1) {
        rest_ = {};
        return {};
    }
    const auto text = rest_.substr(digits + 1, size);
    rest_.remove_prefix(digits + 1 + size);
    return text;
}

std::int64_t field_unpacker::next_number() {
    const auto text = next();
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string select(const table& table, std::string_view rest) {
    return fmt::format("SELECT {} FROM {} {}", table.columns, table.name, rest);
}

std::string insert(const table& table) {
    std::string values = "?1";
    const auto count = split(table.columns).size();
    for (std::size_t i = 2; i <= count; ++i) {
        values += fmt::format(", ?{}", i);
    }
    return fmt::format("INSERT INTO {} ({}) VALUES ({})", table.name, table.columns, values);
}

std::string upsert(const table& table, std::string_view key) {
    const auto keys = split(key);
    std::string set;
    for (const auto& column : split(table.columns)) {
        if (!has(keys, column)) {
            set += fmt::format("{}{} = excluded.{}", set.empty() ? "" : ", ", column, column);
        }
    }
    return fmt::format("{} ON CONFLICT ({}) DO UPDATE SET {}", insert(table), key, set);
}

std::string update_where_same(const table& table, std::string_view fixed) {
    const auto same = split(fixed);
    std::string set;
    std::string where;
    std::size_t parameter = 0;
    for (const auto& column : split(table.columns)) {
        ++parameter;
        auto& part = has(same, column) ? where : set;
        const char* between = &part == &where ? " AND " : ", ";
        part += fmt::format("{}{} = ?{}", part.empty() ? "" : between, column, parameter);
    }
    return fmt::format("UPDATE {} SET {} WHERE {}", table.name, set, where);
}

}  // namespace selat::store::sqlite
