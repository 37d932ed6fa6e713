#pragma once
// What visits the fields of a row: bound to a query, read from one, or packed into one column.

#include <concepts>
#include <forward_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "host/store/sqlite/connection.hpp"
#include "host/store/sqlite/fields.hpp"

namespace selat::store::sqlite {

template <class T>
concept number_like = std::integral<T> || std::is_enum_v<T>;

template <class T>
std::string pack(const std::vector<T>& values);
template <class T>
std::vector<T> unpack(std::string_view packed);

// Writes fields into a text, each as its length, a colon and its bytes.
class field_packer {
public:
    static constexpr bool packs = true;

    void operator()(const std::string& text);
    void operator()(const model::id& id) { (*this)(id.text()); }
    template <number_like T>
    void operator()(T value) {
        (*this)(std::to_string(static_cast<std::int64_t>(value)));
    }
    template <class T>
    void operator()(const std::vector<T>& values) {
        (*this)(pack(values));
    }

    std::string packed;
};

// Reads them back; what is cut off reads as empty.
class field_unpacker {
public:
    static constexpr bool packs = true;

    explicit field_unpacker(std::string_view packed) : rest_(packed) {}

    void operator()(std::string& text) { text = next(); }
    void operator()(model::id& id) { id = model::id::parse(next()).value_or(model::id{}); }
    template <number_like T>
    void operator()(T& value) {
        value = static_cast<T>(next_number());
    }
    template <class T>
    void operator()(std::vector<T>& values) {
        values = unpack<T>(next());
    }

    [[nodiscard]] bool more() const { return !rest_.empty(); }

private:
    std::string_view next();
    std::int64_t next_number();

    std::string_view rest_;
};

template <class T>
std::string pack(const std::vector<T>& values) {
    field_packer packer;
    for (const auto& value : values) {
        fields(packer, value);
    }
    return std::move(packer.packed);
}

template <class T>
std::vector<T> unpack(std::string_view packed) {
    std::vector<T> values;
    field_unpacker unpacker(packed);
    while (unpacker.more()) {
        fields(unpacker, values.emplace_back());
    }
    return values;
}

// Binds the fields it visits to the parameters of a query, one after the other.
class field_binder {
public:
    static constexpr bool packs = false;

    explicit field_binder(query& query, int first = 1) : query_(query), next_(first) {}

    void operator()(const std::string& text) { query_.bind(next_++, text); }
    void operator()(const model::id& id) { query_.bind(next_++, id); }
    template <number_like T>
    void operator()(T value) {
        query_.bind(next_++, static_cast<std::int64_t>(value));
    }
    void operator()(model::time at) { query_.bind(next_++, model::to_ms(at)); }
    void operator()(model::duration value) {
        query_.bind(next_++, static_cast<std::int64_t>(value.count()));
    }
    void operator()(const std::optional<model::time>& at) {
        if (at) {
            (*this)(*at);
        } else {
            query_.bind_null(next_++);
        }
    }
    // A flag and then the fields, those of a default value when there is none.
    template <class T>
    void operator()(const std::optional<T>& value) {
        (*this)(value.has_value());
        static const T none{};  // bound texts must stay
        fields(*this, value ? *value : none);
    }
    // Many in one column.
    template <class T>
    void operator()(const std::vector<T>& values) {
        query_.bind(next_++, packed_.emplace_front(pack(values)));
    }

private:
    query& query_;
    int next_;
    std::forward_list<std::string> packed_;  // bound texts must stay
};

// Fills the fields it visits from the columns of a row.
class field_reader {
public:
    static constexpr bool packs = false;

    explicit field_reader(const query& row, int first = 0) : row_(row), next_(first) {}

    void operator()(std::string& text) { text = row_.text(next_++); }
    void operator()(model::id& id) { id = row_.id(next_++); }
    template <number_like T>
    void operator()(T& value) {
        value = static_cast<T>(row_.integer(next_++));
    }
    void operator()(model::time& at) { at = model::from_ms(row_.integer(next_++)); }
    void operator()(model::duration& value) { value = model::duration{row_.integer(next_++)}; }
    void operator()(std::optional<model::time>& at) {
        if (row_.null(next_)) {
            ++next_;
            at.reset();
        } else {
            (*this)(at.emplace());
        }
    }
    template <class T>
    void operator()(std::optional<T>& value) {
        bool present = false;
        (*this)(present);
        T read{};
        fields(*this, read);
        if (present) {
            value = std::move(read);
        } else {
            value.reset();
        }
    }
    template <class T>
    void operator()(std::vector<T>& values) {
        values = unpack<T>(row_.text(next_++));
    }

private:
    const query& row_;
    int next_;
};

// The row a query stands on.
template <class T>
T read_row(const query& row, int first_column = 0) {
    T value{};
    field_reader reader(row, first_column);
    fields(reader, value);
    return value;
}

}  // namespace selat::store::sqlite
