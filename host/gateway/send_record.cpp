#include "host/gateway/send_record.hpp"

#include "host/config/text.hpp"
#include "host/gateway/calls.hpp"

#include <nlohmann/json.hpp>

namespace selat::gateway {
namespace {

std::string text(const nlohmann::json& from, const char* name) {
    const auto it = from.find(name);
    return it != from.end() && it->is_string() ? it->get<std::string>() : std::string{};
}

}  // namespace

send_context read_send_context(std::string_view payload) {
    send_context out;
    if (payload.empty()) {
        return out;
    }
    const auto from = nlohmann::json::parse(payload, nullptr, false);
    if (from.is_object()) {
        out.reply_to_provider_id = text(from, "reply_to_provider_id");
        out.reply_to_context = text(from, "reply_to_context");
        out.address_context = text(from, "address_context");
        out.sealed = text(from, "sealed");
        const auto at = from.find("address_context_ms");
        if (at != from.end() && at->is_number_integer()) {
            out.address_context_at = model::from_ms(at->get<std::int64_t>());
        }
    }
    return out;
}

std::string idempotency_key(const model::id& job, std::uint32_t part) {
    auto bytes = job.uuid();
    for (std::size_t i = 0; i < 4; ++i) {
        bytes[9 + i] = static_cast<std::uint8_t>(bytes[9 + i] ^ (part >> (8 * i)));
    }
    const auto hex = model::id{model::id_kind::job, bytes}.text().substr(2);
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
           hex.substr(16, 4) + "-" + hex.substr(20);
}

model::duration usual_timeout(const assembly& assembly, std::string_view channel) {
    constexpr model::duration unless_said{10'000};
    for (const auto& each : assembly.config.channels) {
        const auto given = each.id == channel ? each.options.find("timeout") : each.options.end();
        if (given == each.options.end()) {
            continue;
        }
        if (given->is_number()) {
            return model::duration{static_cast<std::int64_t>(given->get<double>() * 1'000)};
        }
        if (given->is_string()) {
            return config::parse_duration(given->get_ref<const std::string&>())
                .value_or(unless_said);
        }
    }
    return unless_said;
}

send_record::send_record(std::uint64_t op, const model::message& message, send_context context,
                         std::string content, std::string key, std::uint32_t attempt,
                         model::time now)
    : message_(message.id.text()), conversation_(message.conversation.text()), to_(message.address),
      content_(std::move(content)), key_(std::move(key)), author_name_(message.author.name),
      context_(std::move(context)) {
    record_.event = event_head(sizeof record_, SELAT_EVENT_OUTGOING, now);
    record_.op = op;
    record_.purpose = SELAT_OUT_MESSAGE;
    record_.attempt = attempt;
    record_.message = to_str(message_);
    record_.conversation = to_str(conversation_);
    record_.to = to_str(to_);
    record_.content = to_str(content_);
    record_.idempotency_key = to_str(key_);
    record_.author_kind = to_str(model::name_of(message.author.kind));
    record_.author_name = to_str(author_name_);
    record_.reply_to_provider_id = to_str(context_.reply_to_provider_id);
    record_.reply_to_context = to_str(context_.reply_to_context);
    record_.target_provider_id = to_str(context_.target_provider_id);
    record_.target_context = to_str(context_.target_context);
    record_.address_context = to_str(context_.address_context);
    record_.address_context_ms = model::to_ms(context_.address_context_at);
    record_.seq = message.address_seq;
    record_.at_ms = model::to_ms(message.at);
}

}  // namespace selat::gateway
