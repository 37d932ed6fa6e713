#pragma once
// Words that any sentence may have, in the languages we are asked in most; folded and sorted. Other
// languages are served too: how rare a word is in the file weighs as well.

#include <array>
#include <span>
#include <string_view>

namespace faq {

// clang-format off
constexpr std::array<std::u32string_view, 107> english_stop_words = {
    U"a", U"about", U"all", U"also", U"am", U"an", U"and", U"any", U"are", U"as", U"at", U"be",
    U"been", U"but", U"by", U"can", U"could", U"d", U"did", U"do", U"does", U"doing", U"don",
    U"for", U"from", U"get", U"give", U"got", U"had", U"has", U"have", U"hello", U"hey", U"hi",
    U"how", U"i", U"if", U"im", U"in", U"into", U"is", U"it", U"its", U"just", U"know", U"let",
    U"like", U"ll", U"m", U"may", U"me", U"my", U"need", U"no", U"not", U"of", U"on", U"one",
    U"or", U"our", U"out", U"please", U"re", U"s", U"should", U"so", U"some", U"somebody",
    U"something", U"t", U"tell", U"thank", U"thanks", U"that", U"the", U"their", U"them", U"then",
    U"there", U"these", U"they", U"thing", U"things", U"this", U"to", U"too", U"u", U"up", U"us",
    U"ve", U"want", U"was", U"we", U"were", U"what", U"whats", U"when", U"where", U"wheres",
    U"which", U"who", U"why", U"will", U"with", U"would", U"you", U"your"};

constexpr std::array<std::u32string_view, 88> malay_stop_words = {
    U"ada", U"adakah", U"akan", U"aku", U"anda", U"apa", U"apakah", U"atau", U"awak", U"bagaimana",
    U"bagi", U"bila", U"bilakah", U"boleh", U"buat", U"dah", U"dalam", U"dan", U"dapat", U"dari",
    U"dekat", U"dengan", U"di", U"dia", U"encik", U"hai", U"hello", U"hendak", U"ialah", U"ini",
    U"itu", U"jadi", U"je", U"jika", U"juga", U"ka", U"kah", U"kak", U"kalau", U"kami", U"kasih",
    U"kat", U"ke", U"kepada", U"kita", U"kot", U"la", U"lagi", U"lah", U"macam", U"mahu", U"mana",
    U"mau", U"mcm", U"mereka", U"mohon", U"mungkin", U"nak", U"nk", U"nya", U"oleh", U"pada",
    U"pak", U"perlu", U"puan", U"pula", U"saja", U"saya", U"sebab", U"sila", U"sini", U"situ",
    U"sudah", U"ta", U"tak", U"tanya", U"tapi", U"telah", U"tentang", U"ter", U"terima", U"tidak",
    U"tolong", U"tu", U"untuk", U"ya", U"yang", U"yg"};

constexpr std::array<std::u32string_view, 25> chinese_stop_words = {
    U"了", U"什么", U"你", U"你们", U"几", U"可以", U"吗", U"吧", U"呢", U"和", U"哪里", U"在", U"多少", U"怎么",
    U"怎样", U"您", U"想", U"我", U"我们", U"是", U"有", U"的", U"要", U"请", U"请问"};
// clang-format on

struct stop_list {
    std::string_view language;
    std::span<const std::u32string_view> words;
};

constexpr std::array<stop_list, 3> stop_lists = {
    {{"en", english_stop_words}, {"ms", malay_stop_words}, {"zh", chinese_stop_words}}};

}  // namespace faq
