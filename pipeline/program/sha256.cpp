#include "pipeline/program/sha256.h"

#include "grids/text/error.h"

#include <array>
#include <fstream>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace cityflux {

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256()
    : state_(std::make_unique<State>())
{
    EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr);
}

Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes)
{
    EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

void Sha256::add(std::span<const double> numbers)
{
    const auto bytes = std::as_bytes(numbers);
    EVP_DigestUpdate(state_->context, bytes.data(), bytes.size());
}

std::string Sha256::finish()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest {};
    unsigned length = 0;
    EVP_DigestFinal_ex(state_->context, digest.data(), &length);
    std::string text;
    for (unsigned i = 0; i < length; ++i) {
        text += fmt::format("{:02x}", digest[i]);
    }
    return text;
}

std::string sha256_of_file(const std::filesystem::path& file)
{
    return sha256_of_file(file, std::atomic<bool>(false));
}

std::string sha256_of_file(const std::filesystem::path& file, const std::atomic<bool>& stop)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        throw InputError(
            ProblemCode::unreadable, file.string(), "unreadable: the file cannot be opened");
    }
    Sha256 hash;
    std::vector<char> buffer(1 << 20);
    while (in && !stop) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        hash.add(std::string_view(buffer.data(), static_cast<std::size_t>(in.gcount())));
    }
    return hash.finish();
}

} // namespace cityflux
