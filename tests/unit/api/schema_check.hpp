#pragma once
// The part of JSON Schema 2020-12 that the API's document uses: $ref within it, type, const, enum,
// required, properties, additionalProperties, minProperties, items, oneOf, allOf, minimum, maximum,
// minLength, maxLength, pattern and format date-time.

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace selat::api::test {

class schema_check {
public:
    // Borrowed; references lead into it.
    explicit schema_check(const nlohmann::json& document) : document_(document) {}

    // Everything wrong with `value`, each with where it is.
    [[nodiscard]] std::vector<std::string> faults(const nlohmann::json& schema,
                                                  const nlohmann::json& value) const;
    // What a "$ref" names, followed to its end; else the thing itself.
    [[nodiscard]] const nlohmann::json& resolved(const nlohmann::json& thing) const;

private:
    struct place {
        const std::string& at;
        std::vector<std::string>& faults;
        void wrong(const std::string& what) const { faults.push_back(at + " " + what); }
    };
    using json = nlohmann::json;

    void check(const json& schema, const json& value, const std::string& at,
               std::vector<std::string>& faults) const;
    void check_object(const json& schema, const json& value, const place& place) const;
    void check_number(const json& schema, const json& value, const place& place) const;
    void check_text(const json& schema, const json& value, const place& place) const;
    void check_parts(const json& schema, const json& value, const place& place) const;

    const json& document_;
};

}  // namespace selat::api::test
