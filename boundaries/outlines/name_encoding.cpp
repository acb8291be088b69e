#include "boundaries/outlines/name_encoding.h"

#include "grids/text/encoding.h"
#include "grids/text/error.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Numbers of characters of two bytes.
struct WideCharacters {
    std::size_t common = 0; ///< of GB2312: both bytes are 0xA1 or more
    std::size_t rare = 0; ///< others; European texts look like these
};

void count_characters(std::string_view bytes, WideCharacters& count)
{
    constexpr unsigned char first_of_gb2312 = 0xA1;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (static_cast<unsigned char>(bytes[i]) < 0x80) {
            continue;
        }
        const bool common = static_cast<unsigned char>(bytes[i]) >= first_of_gb2312
            && i + 1 < bytes.size() && static_cast<unsigned char>(bytes[i + 1]) >= first_of_gb2312;
        ++(common ? count.common : count.rare);
        ++i;
    }
}

std::string remedy_for_encoding(const std::filesystem::path& file)
{
    if (file.extension() != ".shp" && file.extension() != ".dbf") {
        return "save the file in UTF-8";
    }
    return fmt::format("write the name of the encoding, e.g. ISO-8859-1, into {}",
        std::filesystem::path(file).replace_extension(".cpg").string());
}

/// Returns the texts of a city that are written to outputs.
std::vector<std::string*> texts_of(City& city)
{
    std::vector<std::string*> texts { &city.id, &city.name };
    for (std::string& alias : city.aliases) {
        texts.push_back(&alias);
    }
    return texts;
}

} // namespace

bool decode_names(std::vector<City>& cities, const std::string& file)
{
    std::vector<std::string*> others;
    WideCharacters count;
    for (City& city : cities) {
        for (std::string* text : texts_of(city)) {
            if (!is_ascii(*text) && !utf8_of(*text, "UTF-8")) {
                others.push_back(text);
                count_characters(*text, count);
            }
        }
    }
    for (std::string* text : others) {
        auto decoded = utf8_of(*text, "GB18030");
        if (!decoded) {
            // A field of fixed width may cut the last character.
            decoded = utf8_of(text->substr(0, text->size() - 1), "GB18030");
        }
        if (!decoded || count.rare > count.common) {
            throw InputError(ProblemCode::unsupported, file,
                "unsupported encoding of the names: neither UTF-8 nor GB18030",
                remedy_for_encoding(file));
        }
        *text = *std::move(decoded);
    }
    return !others.empty();
}

} // namespace cityflux
