#include "message.hpp"

#include "address.hpp"
#include "plugins/shared/meta/content.hpp"
#include "plugins/shared/meta/graph.hpp"

namespace whatsapp {
namespace {

using meta::json;
using meta::list_of;
using meta::member;
using meta::text_of;

// What WhatsApp calls a kind of medium, and what it is here.
const char* attachment_kind(std::string_view type) {
    if (type == "document") {
        return "file";
    }
    if (type == "voice") {
        return "audio";
    }
    for (const auto* kind : {"image", "video", "audio", "sticker"}) {
        if (type == kind) {
            return kind;
        }
    }
    return nullptr;
}

json read_media(const json& medium, const char* kind, meta::news& out) {
    const auto id = meta::id_of(medium, "id");
    auto caption = text_of(medium, "caption");
    json content = json::object();
    if (!caption.empty()) {
        content["text"] = std::move(caption);
    }
    // An edit tells by it which file it repeats: under another id, or none, with the same hash.
    const auto hash = text_of(medium, "sha256");
    const bool named = meta::is_path_id(id);
    if (!named && (hash.empty() || out.kind != meta::news_kind::edit)) {
        content.update(meta::unsupported(kind));
        return content;
    }
    json attachment = {{"kind", kind}};
    attachment["provider_id"] = hash.empty() ? id : hash;
    if (auto type = text_of(medium, "mime_type"); !type.empty()) {
        attachment["mime"] = std::move(type);
    }
    if (auto name = text_of(medium, "filename"); !name.empty()) {
        attachment["name"] = std::move(name);
    } else if (meta::flag_of(medium, "voice")) {
        attachment["name"] = "voice";
    }
    content["attachments"] = json::array({std::move(attachment)});
    if (named) {
        out.media.push_back({0, {}, id});
    }
    return content;
}

json texts_in(const json& list, const char* name) {
    json out = json::array();
    for (const auto& each : list) {
        if (auto text = text_of(each, name); !text.empty()) {
            out.push_back(std::move(text));
        }
    }
    return out;
}

std::string name_on(const json& card) {
    const auto& name = member(card, "name");
    auto shown = text_of(name, "formatted_name");
    if (shown.empty()) {
        const auto last = text_of(name, "last_name");
        shown = text_of(name, "first_name");
        shown += (shown.empty() || last.empty() ? "" : " ") + last;
    }
    return shown.empty() ? text_of(member(card, "org"), "company") : shown;
}

json read_contacts(const json& cards) {
    json out = json::array();
    for (const auto& each : cards) {
        if (!each.is_object()) {
            continue;
        }
        json contact = json::object();
        if (auto name = name_on(each); !name.empty()) {
            contact["name"] = std::move(name);
        }
        if (auto phones = texts_in(list_of(each, "phones"), "phone"); !phones.empty()) {
            contact["phones"] = std::move(phones);
        }
        if (auto emails = texts_in(list_of(each, "emails"), "email"); !emails.empty()) {
            contact["emails"] = std::move(emails);
        }
        if (!contact.empty()) {
            out.push_back(std::move(contact));
        }
    }
    return out.empty() ? meta::unsupported("contacts") : json{{"contacts", std::move(out)}};
}

json read_interactive(const json& interactive) {
    const auto type = text_of(interactive, "type");
    if (type == "button_reply" || type == "list_reply") {
        const auto& reply = member(interactive, type);
        const auto title = text_of(reply, "title");
        const auto id = meta::id_of(reply, "id");
        if (!title.empty() || !id.empty()) {
            return meta::selected(title, id);
        }
    } else if (type == "nfm_reply") {
        const auto& reply = member(interactive, type);
        const auto& answers = member(reply, "response_json");
        auto title = text_of(reply, "body");
        title = title.empty() ? text_of(reply, "name") : title;
        return meta::selected(title.empty() ? "form" : title,
                              answers.is_object() ? meta::written(answers) : text_of(answers));
    }
    return meta::unsupported(type.empty() ? "interactive" : "interactive " + type);
}

std::string amount_of(const json& item) {
    const auto price = meta::number_of(item, "item_price");
    auto out = meta::id_of(item, "quantity");
    if (price) {
        out += (out.empty() ? "" : " × ") + json(*price).dump();
        const auto currency = text_of(item, "currency");
        out += currency.empty() ? "" : " " + currency;
    }
    return out;
}

json read_order(const json& order) {
    json cards = json::array();
    for (const auto& item : list_of(order, "product_items")) {
        auto product = meta::id_of(item, "product_retailer_id");
        cards.push_back({{"title", product.empty() ? "product" : std::move(product)},
                         {"text", amount_of(item)}});
    }
    if (cards.empty()) {
        return meta::unsupported("order");
    }
    json content = {{"cards", std::move(cards)}};
    if (auto text = text_of(order, "text"); !text.empty()) {
        content["text"] = std::move(text);
    }
    return content;
}

json read_content(const json& message, const std::string& type, meta::news& out) {
    const auto& part = member(message, type);
    if (type == "text") {
        auto body = text_of(part, "body");
        return body.empty() ? meta::unsupported(type) : json{{"text", std::move(body)}};
    }
    if (const auto* kind = attachment_kind(type)) {
        return read_media(part, kind, out);
    }
    if (type == "location") {
        return meta::location(part, "latitude", "longitude");
    }
    if (type == "contacts") {
        return read_contacts(list_of(message, "contacts"));
    }
    if (type == "button") {
        const auto title = text_of(part, "text");
        const auto payload = text_of(part, "payload");
        return title.empty() && payload.empty() ? meta::unsupported(type)
                                                : meta::selected(title, payload);
    }
    if (type == "interactive") {
        return read_interactive(part);
    }
    if (type == "order") {
        return read_order(part);
    }
    if (type == "unsupported") {
        const auto kind = text_of(part, "type");
        return meta::unsupported(kind.empty() ? type : kind);
    }
    return meta::unsupported(type);
}

// What came with it is not said by the customer, but worth knowing in a flow.
std::string attributes_of(const json& message) {
    meta::attributes out("whatsapp");
    const auto& ad = member(message, "referral");
    for (const auto* name :
         {"source_type", "source_id", "source_url", "headline", "body", "ctwa_clid"}) {
        out.add("referral_" + std::string(name), member(ad, name));
    }
    const auto& context = member(message, "context");
    const auto& product = member(context, "referred_product");
    out.add("product", member(product, "product_retailer_id"));
    out.add("catalog", member(product, "catalog_id"));
    if (meta::flag_of(context, "forwarded") || meta::flag_of(context, "frequently_forwarded")) {
        out.add("forwarded", text_of(message, "id"));
    }
    return out.end();
}

void read_edit(const json& message, meta::news& out) {
    const auto& edit = member(message, "edit");
    const auto& now = member(edit, "message");
    out.kind = meta::news_kind::edit;
    out.message_id = text_of(edit, "original_message_id");
    out.content = meta::written(read_content(now, text_of(now, "type"), out));
}

}  // namespace

void read_said(const json& message, meta::news& out) {
    const auto type = text_of(message, "type");
    out.what = type;
    if (type == "edit") {
        return read_edit(message, out);
    }
    if (type == "revoke") {
        out.kind = meta::news_kind::removal;
        out.message_id = text_of(member(message, "revoke"), "original_message_id");
        return;
    }
    out.kind = meta::news_kind::message;
    if (type == "reaction") {
        const auto& reaction = member(message, "reaction");
        const auto emoji = text_of(reaction, "emoji");
        out.content =
            meta::written(meta::reaction(emoji, text_of(reaction, "message_id"), emoji.empty()));
        out.no_reply = true;
        return;
    }
    out.reply_to = text_of(member(message, "context"), "id");
    out.attributes = attributes_of(message);
    out.content = meta::written(read_content(message, type, out));
}

}  // namespace whatsapp
