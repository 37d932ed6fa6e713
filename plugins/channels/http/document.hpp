#pragma once
// A request, or an answer, as one JSON document: {"body", "query", "header", "text"}.

#include "fault.hpp"

#include <string>
#include <string_view>

namespace http {

// How a body is read; `automatic`: as its content type says.
enum class format { automatic, json, form, xml, text };

// A fault where the word is none of them.
format read_format(const std::string& word, const place& at);

// Discarded when the body is not of its format. An empty body is null.
json read_body(std::string_view body, format as, std::string_view content_type);
// A form or query: values by name, repeated ones as a list.
json read_form(std::string_view text);
// `sound`: the body is of its format; else it is null there, and a signature can still be looked at.
struct received {
    json document;
    bool sound = true;
};
received document_of(const selat::http_request& request, format as);
json document_of(const selat::http_reply& reply, format as);

}  // namespace http
