#pragma once
// Prometheus text, version 0.0.4.

#include <span>
#include <string>
#include <string_view>

#include "host/telemetry/metrics.hpp"

namespace selat::telemetry {

bool is_metric_name(std::string_view name);
bool is_label_name(std::string_view name);

void append_head(std::string& out, std::string_view name, std::string_view help,
                 std::string_view type);
// `channel="line",code="ok"`, escaped.
std::string label_text(std::span<const label> labels);
void append_sample(std::string& out, std::string_view name, std::string_view labels, double value);
void append_sample(std::string& out, std::string_view name, std::string_view labels,
                   std::uint64_t value);
void append_sample(std::string& out, std::string_view name, std::string_view labels,
                   std::int64_t value);
void append_histogram(std::string& out, std::string_view name, std::string_view labels,
                      const histogram& histogram);

}  // namespace selat::telemetry
