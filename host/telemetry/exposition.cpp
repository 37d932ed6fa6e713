#include "host/telemetry/exposition.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace selat::telemetry {
namespace {

bool is_letter(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || letter == '_';
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

void append_escaped(std::string& out, std::string_view text, bool quotes) {
    for (const char letter : text) {
        if (letter == '\n') {
            out += "\\n";
        } else if (letter == '\\' || (quotes && letter == '"')) {
            out += '\\';
            out += letter;
        } else {
            out += letter;
        }
    }
}

std::string number(double value) {
    if (std::isnan(value)) {
        return "NaN";
    }
    if (std::isinf(value)) {
        return value > 0 ? "+Inf" : "-Inf";
    }
    return fmt::format("{}", value);
}

void append_series(std::string& out, std::string_view name, std::string_view labels) {
    out += name;
    if (!labels.empty()) {
        out += '{';
        out += labels;
        out += '}';
    }
    out += ' ';
}

}  // namespace

bool is_metric_name(std::string_view name) {
    return !name.empty() && !is_digit(name.front()) &&
           std::all_of(name.begin(), name.end(), [](char letter) {
               return is_letter(letter) || is_digit(letter) || letter == ':';
           });
}

bool is_label_name(std::string_view name) {
    return is_metric_name(name) && name.find(':') == std::string_view::npos &&
           !name.starts_with("__");
}

void append_head(std::string& out, std::string_view name, std::string_view help,
                 std::string_view type) {
    fmt::format_to(std::back_inserter(out), "# HELP {} ", name);
    append_escaped(out, help, false);
    fmt::format_to(std::back_inserter(out), "\n# TYPE {} {}\n", name, type);
}

std::string label_text(std::span<const label> labels) {
    std::string out;
    for (const auto& [key, value] : labels) {
        if (!out.empty()) {
            out += ',';
        }
        out += key;
        out += "=\"";
        append_escaped(out, value, true);
        out += '"';
    }
    return out;
}

void append_sample(std::string& out, std::string_view name, std::string_view labels, double value) {
    append_series(out, name, labels);
    out += number(value);
    out += '\n';
}

void append_sample(std::string& out, std::string_view name, std::string_view labels,
                   std::uint64_t value) {
    append_series(out, name, labels);
    fmt::format_to(std::back_inserter(out), "{}\n", value);
}

void append_sample(std::string& out, std::string_view name, std::string_view labels,
                   std::int64_t value) {
    append_series(out, name, labels);
    fmt::format_to(std::back_inserter(out), "{}\n", value);
}

void append_histogram(std::string& out, std::string_view name, std::string_view labels,
                      const histogram& histogram) {
    const std::string prefix = labels.empty() ? std::string() : std::string(labels) + ",";
    const std::string bucket = std::string(name) + "_bucket";
    // The sum first, then each bucket once: the count is the buckets' own sum, so that a line never
    // contradicts another.
    const double sum = histogram.sum();
    std::uint64_t seen = 0;
    for (std::size_t index = 0; index < histogram.bounds().size(); ++index) {
        seen += histogram.in_bucket(index);
        append_sample(out, bucket, prefix + "le=\"" + number(histogram.bounds()[index]) + "\"",
                      seen);
    }
    seen += histogram.in_bucket(histogram.bounds().size());
    append_sample(out, bucket, prefix + "le=\"+Inf\"", seen);
    append_sample(out, std::string(name) + "_sum", labels, sum);
    append_sample(out, std::string(name) + "_count", labels, seen);
}

}  // namespace selat::telemetry
