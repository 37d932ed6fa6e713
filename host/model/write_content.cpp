#include "host/model/content.hpp"
#include "host/model/json.hpp"

namespace selat::model {
namespace {

void write_choice(json_writer& out, const choice& value) {
    out.begin_object().member("title", value.title);
    out.optional("payload", value.payload).optional("url", value.url).end_object();
}

void write_choices(json_writer& out, const std::vector<choice>& values) {
    out.key("choices").begin_array();
    for (const auto& each : values) {
        write_choice(out, each);
    }
    out.end_array();
}

void write_texts(json_writer& out, std::string_view name, const std::vector<std::string>& values) {
    out.key(name).begin_array();
    for (const auto& each : values) {
        out.value(each);
    }
    out.end_array();
}

void write_lists(json_writer& out, const content& value) {
    if (!value.attachments.empty()) {
        out.key("attachments").begin_array();
        for (const auto& each : value.attachments) {
            out.begin_object().member("kind", name_of(each.kind)).optional("url", each.url);
            out.optional("mime", each.mime).optional("name", each.name);
            if (each.size != 0) {
                out.member("size", each.size);
            }
            out.end_object();
        }
        out.end_array();
    }
    if (!value.contacts.empty()) {
        out.key("contacts").begin_array();
        for (const auto& each : value.contacts) {
            out.begin_object().member("name", each.name);
            write_texts(out, "phones", each.phones);
            write_texts(out, "emails", each.emails);
            out.end_object();
        }
        out.end_array();
    }
    if (!value.choices.empty()) {
        write_choices(out, value.choices);
    }
    if (!value.cards.empty()) {
        out.key("cards").begin_array();
        for (const auto& each : value.cards) {
            out.begin_object().optional("title", each.title).optional("text", each.text);
            out.optional("image", each.image);
            if (!each.choices.empty()) {
                write_choices(out, each.choices);
            }
            out.end_object();
        }
        out.end_array();
    }
}

void write_singles(json_writer& out, const content& value) {
    if (value.location) {
        out.key("location").begin_object().member("latitude", value.location->latitude);
        out.member("longitude", value.location->longitude).optional("name", value.location->name);
        out.optional("address", value.location->address).end_object();
    }
    if (value.selected) {
        out.key("selected");
        write_choice(out, *value.selected);
    }
    if (value.reaction) {
        out.key("reaction").begin_object().member("emoji", value.reaction->emoji);
        out.member("to", value.reaction->to).member("removed", value.reaction->removed);
        out.end_object();
    }
    if (value.template_) {
        out.key("template").begin_object().member("name", value.template_->name);
        out.optional("language", value.template_->language);
        if (!value.template_->parameters.empty()) {
            out.key("parameters").raw(value.template_->parameters);
        }
        out.end_object();
    }
    if (value.call) {
        out.key("call").begin_object().optional("state", value.call->state);
        out.optional("from", value.call->from).optional("to", value.call->to);
        out.optional("digits", value.call->digits).optional("speech", value.call->speech);
        if (value.call->duration != 0) {
            out.member("duration", value.call->duration);
        }
        if (!value.call->parameters.empty()) {
            out.key("parameters").raw(value.call->parameters);
        }
        out.end_object();
    }
    if (value.unsupported) {
        out.key("unsupported").begin_object().member("kind", *value.unsupported).end_object();
    }
}

}  // namespace

std::string write_content(const content& value) {
    std::string text;
    json_writer out(text);
    out.begin_object().optional("text", value.text).optional("html", value.html);
    out.optional("subject", value.subject);
    write_lists(out, value);
    write_singles(out, value);
    out.end_object();
    return text;
}

}  // namespace selat::model
