#include "tests/emulators/google/keys.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

namespace emulators::google {
namespace {

using key_pointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using bio_pointer = std::unique_ptr<BIO, decltype(&BIO_free)>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string text_of(BIO* bio) {
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

key_pair make_keys() {
    const key_pointer key(EVP_RSA_gen(2048), EVP_PKEY_free);
    const bio_pointer secret(BIO_new(BIO_s_mem()), BIO_free);
    const bio_pointer open(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PKCS8PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    PEM_write_bio_PUBKEY(open.get(), key.get());
    return {text_of(secret.get()), text_of(open.get())};
}

}  // namespace

std::string to_base64(std::string_view bytes) {
    std::string out((bytes.size() + 2) / 3 * 4, '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(bytes),
                    static_cast<int>(bytes.size()));
    return out;
}

std::string from_base64(std::string text) {
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    text.resize((text.size() + 3) / 4 * 4, '=');
    std::string out(text.size(), '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(text),
                                     static_cast<int>(text.size()));
    const auto padding = static_cast<int>(std::count(text.begin(), text.end(), '='));
    out.resize(static_cast<std::size_t>(std::max(size - padding, 0)));
    return out;
}

std::string signature_of(const std::string& key, std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    HMAC(EVP_sha512(), key.data(), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(),
         digest.data(), &size);
    return to_base64({reinterpret_cast<const char*>(digest.data()), size});
}

const key_pair& own_keys() {
    static const key_pair made = make_keys();
    return made;
}

bool is_signed_by(const std::string& public_pem, std::string_view data,
                  std::string_view signature) {
    const bio_pointer pem(BIO_new_mem_buf(public_pem.data(), static_cast<int>(public_pem.size())),
                          BIO_free);
    const key_pointer key(PEM_read_bio_PUBKEY(pem.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    return key != nullptr &&
           EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(data),
                            data.size()) == 1;
}

}  // namespace emulators::google
