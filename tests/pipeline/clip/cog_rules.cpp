#include "tests/pipeline/clip/cog_rules.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// TIFF 6.0 and BigTIFF: fields of a directory by their tags.
constexpr std::uint16_t subfile_type = 254;
constexpr std::uint16_t image_width = 256;
constexpr std::uint16_t image_length = 257;
constexpr std::uint16_t tile_width = 322;
constexpr std::uint16_t tile_offsets = 324;
constexpr std::uint16_t tile_byte_counts = 325;

constexpr std::uint64_t reduced_image = 1;
constexpr std::uint64_t largest_without_overviews = 512;

struct Directory {
    std::uint64_t offset = 0;
    std::map<std::uint16_t, std::vector<std::uint64_t>> fields;

    bool has(std::uint16_t tag) const { return fields.contains(tag); }
    std::uint64_t first(std::uint16_t tag) const
    {
        return has(tag) && !fields.at(tag).empty() ? fields.at(tag).front() : 0;
    }
    /// Offset of the first tile that is stored.
    std::uint64_t first_tile() const
    {
        std::uint64_t least = 0;
        const auto& offsets = fields.at(tile_offsets);
        for (std::size_t t = 0; t < offsets.size(); ++t) {
            if (fields.at(tile_byte_counts)[t] > 0 && (least == 0 || offsets[t] < least)) {
                least = offsets[t];
            }
        }
        return least;
    }
};

class Tiff {
public:
    explicit Tiff(const std::filesystem::path& file)
    {
        std::ifstream stream(file, std::ios::binary);
        bytes_.assign(std::istreambuf_iterator<char>(stream), {});
        if (bytes_.substr(0, 2) != "II") {
            throw std::runtime_error("not a little-endian TIFF");
        }
        big_ = number(2, 2) == 43;
        std::uint64_t next = big_ ? number(8, 8) : number(4, 4);
        while (next != 0) {
            next = read(next);
        }
    }

    const std::vector<Directory>& directories() const { return directories_; }
    std::size_t header() const { return big_ ? 16 : 8; }
    std::string_view bytes() const { return bytes_; }

private:
    std::uint64_t number(std::uint64_t at, std::size_t size) const
    {
        std::uint64_t value = 0;
        std::memcpy(&value, bytes_.substr(at, size).data(), size);
        return value;
    }

    std::uint64_t read(std::uint64_t at)
    {
        static const std::map<std::uint64_t, std::size_t> sizes { { 1, 1 }, { 2, 1 }, { 3, 2 },
            { 4, 4 }, { 16, 8 } };
        Directory directory { at, {} };
        const std::uint64_t count = number(at, big_ ? 8 : 2);
        std::uint64_t entry = at + (big_ ? 8 : 2);
        const std::size_t inline_bytes = big_ ? 8 : 4;
        for (std::uint64_t e = 0; e < count; ++e, entry += big_ ? 20 : 12) {
            const auto tag = static_cast<std::uint16_t>(number(entry, 2));
            const auto size = sizes.find(number(entry + 2, 2));
            if (size == sizes.end()) {
                continue;
            }
            const std::uint64_t values = number(entry + 4, big_ ? 8 : 4);
            const std::uint64_t place = entry + (big_ ? 12 : 8);
            const std::uint64_t from
                = values * size->second <= inline_bytes ? place : number(place, inline_bytes);
            for (std::uint64_t v = 0; v < values; ++v) {
                directory.fields[tag].push_back(number(from + v * size->second, size->second));
            }
        }
        directories_.push_back(std::move(directory));
        return number(entry, inline_bytes);
    }

    std::string bytes_;
    bool big_ = false;
    std::vector<Directory> directories_;
};

} // namespace

std::vector<std::string> cog_violations(const std::filesystem::path& file)
{
    std::vector<std::string> broken;
    const Tiff tiff(file);
    const std::vector<Directory>& all = tiff.directories();
    const Directory& map = all.front();
    const auto rule = [&](bool kept, const std::string& sentence) {
        if (!kept) {
            broken.push_back(sentence);
        }
    };
    rule(tiff.bytes().substr(tiff.header(), 200).find("LAYOUT=IFDS_BEFORE_DATA")
            != std::string_view::npos,
        "the header does not say that directories come before pixels");
    for (std::size_t d = 0; d < all.size(); ++d) {
        rule(all[d].has(tile_width) && all[d].has(tile_offsets),
            fmt::format("directory {} is not tiled", d));
    }
    if (!broken.empty()) {
        return broken;
    }
    rule(std::max(map.first(image_width), map.first(image_length)) <= largest_without_overviews
            || all.size() > 1,
        "a large map has no overviews");
    std::uint64_t first_pixel = map.first_tile();
    for (std::size_t d = 1; d < all.size(); ++d) {
        rule(all[d].first(subfile_type) == reduced_image,
            fmt::format("directory {} is no overview", d));
        rule(all[d].offset > all[d - 1].offset,
            fmt::format("directory {} comes before the one before it", d));
        rule(all[d].first(image_width) <= all[d - 1].first(image_width)
                && all[d].first(image_length) <= all[d - 1].first(image_length),
            fmt::format("overview {} is finer than the one before it", d));
        const std::uint64_t tile = all[d].first_tile();
        rule(tile == 0 || all[d - 1].first_tile() == 0 || tile < all[d - 1].first_tile(),
            fmt::format("pixels of overview {} come after those of the finer one", d));
        first_pixel = tile == 0 ? first_pixel : std::min(first_pixel, tile);
    }
    for (const Directory& directory : all) {
        rule(first_pixel == 0 || directory.offset < first_pixel, "pixels come before a directory");
    }
    return broken;
}

} // namespace cityflux
