#include "boundaries/kept/content_hash.h"

#include <fmt/format.h>
#include <xxhash.h>

namespace cityflux {

void ContentHash::Freed::operator()(XXH3_state_s* state) const
{
    XXH3_freeState(state);
}

ContentHash::ContentHash()
    : state_(XXH3_createState())
{
    XXH3_128bits_reset(state_.get());
}

void ContentHash::add_bytes(const void* data, std::size_t size)
{
    XXH3_128bits_update(state_.get(), data, size);
}

void ContentHash::add(std::string_view text)
{
    add(text.size());
    add_bytes(text.data(), text.size());
}

std::string ContentHash::digits() const
{
    const XXH128_hash_t hash = XXH3_128bits_digest(state_.get());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

} // namespace cityflux
