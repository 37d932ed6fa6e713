#include "pdu.hpp"

#include <algorithm>
#include <type_traits>

namespace smpp {
namespace {

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t n = 0; n < size; ++n) {
        value = value << 8 | static_cast<unsigned char>(bytes[at + n]);
    }
    return value;
}

class reader {
public:
    explicit reader(std::string_view bytes) : left_(bytes) {}

    void byte(std::uint8_t& value) {
        if (take(1)) {
            value = static_cast<std::uint8_t>(taken_[0]);
        }
    }
    // Ends with a NUL, which `most` counts.
    void text(std::string& value, std::size_t most) {
        const auto end = left_.substr(0, most).find('\0');
        if (end == std::string_view::npos) {
            wrong_ = true;
            return;
        }
        value = left_.substr(0, end);
        left_.remove_prefix(end + 1);
    }
    // A time is absent, or 16 characters.
    void time(std::string& value) {
        text(value, 17);
        wrong_ = wrong_ || (!value.empty() && value.size() != 16);
    }
    void short_message(std::string& value) {
        std::uint8_t size = 0;
        byte(size);
        wrong_ = wrong_ || size > largest_short_message;
        if (take(size)) {
            value = taken_;
        }
    }
    void parameters(std::vector<parameter>& into) {
        while (!wrong_ && !left_.empty()) {
            if (!take(4)) {
                return;
            }
            parameter out{static_cast<std::uint16_t>(number_at(taken_, 0, 2)), {}};
            if (take(number_at(taken_, 2, 2))) {
                out.value = taken_;
                into.push_back(std::move(out));
            }
        }
    }
    [[nodiscard]] bool wrong() const { return wrong_; }
    [[nodiscard]] bool at_end() const { return left_.empty(); }

private:
    bool take(std::size_t size) {
        if (wrong_ || left_.size() < size) {
            wrong_ = true;
            return false;
        }
        taken_ = left_.substr(0, size);
        left_.remove_prefix(size);
        return true;
    }

    std::string_view left_;
    std::string_view taken_;
    bool wrong_ = false;
};

class writer {
public:
    void byte(std::uint8_t value) { bytes += static_cast<char>(value); }
    void number(std::uint32_t value, std::size_t size) { bytes += number_text(value, size); }
    void text(std::string_view value, std::size_t most) {
        value = value.substr(0, std::min(value.find('\0'), most - 1));
        bytes.append(value);
        bytes += '\0';
    }
    void time(std::string_view value) { text(value.size() == 16 ? value : "", 17); }
    void short_message(std::string_view value) {
        value = value.substr(0, largest_short_message);
        byte(static_cast<std::uint8_t>(value.size()));
        bytes.append(value);
    }
    std::string bytes;
};

// One description of each body serves both ways.
template <class Io, class Address>
void fields_of_address(Io& io, Address& a, std::size_t most) {
    io.byte(a.ton);
    io.byte(a.npi);
    io.text(a.digits, most);
}

constexpr std::size_t address_most = 21;
constexpr std::size_t address_most_in_data = 65;
constexpr std::size_t message_id_most = 65;

template <class Io, class Body>
void bind_fields(Io& io, Body& b) {
    io.text(b.system_id, 16);
    io.text(b.password, 9);
    io.text(b.system_type, 13);
    io.byte(b.interface_version);
    fields_of_address(io, b.range, 41);
}
template <class Io, class Body>
void message_fields(Io& io, Body& m) {
    io.text(m.service_type, 6);
    fields_of_address(io, m.source, address_most);
    fields_of_address(io, m.destination, address_most);
    io.byte(m.esm_class);
    io.byte(m.protocol);
    io.byte(m.priority);
    io.time(m.schedule);
    io.time(m.validity);
    io.byte(m.registered_delivery);
    io.byte(m.replace);
    io.byte(m.data_coding);
    io.byte(m.default_message);
    io.short_message(m.short_message);
}
template <class Io, class Body>
void data_fields(Io& io, Body& m) {
    io.text(m.service_type, 6);
    fields_of_address(io, m.source, address_most_in_data);
    fields_of_address(io, m.destination, address_most_in_data);
    io.byte(m.esm_class);
    io.byte(m.registered_delivery);
    io.byte(m.data_coding);
}
template <class Io, class Body>
void query_answer_fields(Io& io, Body& q) {
    io.text(q.message_id, message_id_most);
    io.time(q.final_date);
    io.byte(q.state);
    io.byte(q.error);
}
template <class Io, class Body>
void cancel_fields(Io& io, Body& c) {
    io.text(c.service_type, 6);
    io.text(c.message_id, message_id_most);
    fields_of_address(io, c.source, address_most);
    fields_of_address(io, c.destination, address_most);
}

template <class Io>
struct visitor {
    Io& io;
    void operator()(std::monostate) const {}
    template <class Body>
    void operator()(Body& b) const {
        using plain = std::remove_const_t<Body>;
        if constexpr (std::is_same_v<plain, bind>) {
            bind_fields(io, b);
        } else if constexpr (std::is_same_v<plain, bind_answer>) {
            io.text(b.system_id, 16);
        } else if constexpr (std::is_same_v<plain, message>) {
            message_fields(io, b);
        } else if constexpr (std::is_same_v<plain, data_message>) {
            data_fields(io, b);
        } else if constexpr (std::is_same_v<plain, message_answer>) {
            io.text(b.message_id, message_id_most);
        } else if constexpr (std::is_same_v<plain, outbind>) {
            io.text(b.system_id, 16);
            io.text(b.password, 9);
        } else if constexpr (std::is_same_v<plain, query>) {
            io.text(b.message_id, message_id_most);
            fields_of_address(io, b.source, address_most);
        } else if constexpr (std::is_same_v<plain, query_answer>) {
            query_answer_fields(io, b);
        } else if constexpr (std::is_same_v<plain, cancel>) {
            cancel_fields(io, b);
        } else if constexpr (std::is_same_v<plain, alert>) {
            fields_of_address(io, b.source, address_most_in_data);
            fields_of_address(io, b.esme, address_most_in_data);
        }
    }
};

// The body that a command has; nothing for one that is unknown.
std::optional<body> empty_body_of(command id) {
    switch (id) {
    case command::bind_receiver:
    case command::bind_transmitter:
    case command::bind_transceiver: return bind{};
    case command::bind_receiver_resp:
    case command::bind_transmitter_resp:
    case command::bind_transceiver_resp: return bind_answer{};
    case command::submit_sm:
    case command::deliver_sm: return message{};
    case command::data_sm: return data_message{};
    case command::submit_sm_resp:
    case command::deliver_sm_resp:
    case command::data_sm_resp: return message_answer{};
    case command::outbind: return outbind{};
    case command::query_sm: return query{};
    case command::query_sm_resp: return query_answer{};
    case command::cancel_sm: return cancel{};
    case command::alert_notification: return alert{};
    case command::enquire_link:
    case command::unbind:
    case command::generic_nack:
    case command::enquire_link_resp:
    case command::unbind_resp:
    case command::cancel_sm_resp: return std::monostate{};
    default: return std::nullopt;
    }
}

}  // namespace

const std::string* pdu::find(std::uint16_t tag) const {
    const auto it = std::find_if(parameters.begin(), parameters.end(),
                                 [tag](const auto& each) { return each.tag == tag; });
    return it == parameters.end() ? nullptr : &it->value;
}

std::optional<std::uint32_t> pdu::number(std::uint16_t tag, std::size_t size) const {
    const auto* value = find(tag);
    return value != nullptr && value->size() == size ? std::optional(number_at(*value, 0, size))
                                                     : std::nullopt;
}

read_pdu read(std::string_view bytes) {
    if (bytes.size() < header_size || number_at(bytes, 0, 4) != bytes.size()) {
        return unreadable{command::generic_nack, 0, status::bad_command_length};
    }
    pdu out;
    out.id = static_cast<command>(number_at(bytes, 4, 4));
    out.status = number_at(bytes, 8, 4);
    out.sequence = number_at(bytes, 12, 4);
    auto body = empty_body_of(out.id);
    if (!body) {
        return unreadable{out.id, out.sequence, status::bad_command};
    }
    out.body = std::move(*body);
    reader in(bytes.substr(header_size));
    // A refusal may come without its body.
    if (is_response(out.id) && in.at_end()) {
        return out;
    }
    std::visit(visitor<reader>{in}, out.body);
    in.parameters(out.parameters);
    if (in.wrong() && is_response(out.id)) {
        out.body = *empty_body_of(out.id);  // that it is answered counts without what it says
        out.parameters.clear();
        return out;
    }
    if (in.wrong()) {
        return unreadable{out.id, out.sequence, status::bad_message_length};
    }
    return out;
}

std::string write(const pdu& pdu) {
    writer out;
    out.number(0, 4);
    out.number(static_cast<std::uint32_t>(pdu.id), 4);
    out.number(pdu.status, 4);
    out.number(pdu.sequence, 4);
    std::visit(visitor<writer>{out}, pdu.body);
    for (const auto& each : pdu.parameters) {
        const auto value = std::string_view(each.value).substr(0, 0xFFFF);
        out.number(each.tag, 2);
        out.number(static_cast<std::uint32_t>(value.size()), 2);
        out.bytes.append(value);
    }
    out.bytes.replace(0, 4, number_text(static_cast<std::uint32_t>(out.bytes.size()), 4));
    return std::move(out.bytes);
}

std::string number_text(std::uint32_t value, std::size_t size) {
    std::string out(size, '\0');
    for (auto at = size; at-- > 0; value >>= 8) {
        out[at] = static_cast<char>(value & 0xFF);
    }
    return out;
}

void framer::add(std::string_view bytes) {
    bytes_.erase(0, read_);
    read_ = 0;
    bytes_.append(bytes);
}

std::optional<std::string_view> framer::next() {
    const auto left = std::string_view(bytes_).substr(read_);
    if (broken_ || left.size() < 4) {
        return std::nullopt;
    }
    const auto size = number_at(left, 0, 4);
    if (size < header_size || size > largest_pdu) {
        broken_ = true;
        return std::nullopt;
    }
    if (left.size() < size) {
        return std::nullopt;
    }
    read_ += size;
    return left.substr(0, size);
}

}  // namespace smpp
