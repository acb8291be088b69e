#include "grids/catalogue/catalogue.h"

#include "grids/text/error.h"
#include "grids/text/words.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t most_suggestions = 3;

} // namespace

Catalogue::Catalogue(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (entry.path().extension() == ".toml") {
            files.push_back(entry.path());
        }
    }
    if (error) {
        throw InputError(ProblemCode::unreadable, folder.string(),
            fmt::format("unreadable folder of inventories: {}", error.message()));
    }
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& file : files) {
        Inventory inventory = Inventory::load(file);
        for (const Inventory& other : inventories_) {
            if (same_word(other.name, inventory.name)) {
                throw InputError(ProblemCode::duplicate, file.string(),
                    fmt::format(
                        "duplicate name '{}', also in {}", inventory.name, other.source.string()),
                    "give one of the two another name");
            }
        }
        inventories_.push_back(std::move(inventory));
    }
}

Inventory Catalogue::find(const std::string& name_or_file) const
{
    for (const Inventory& inventory : inventories_) {
        if (same_word(inventory.name, name_or_file)) {
            return inventory;
        }
    }
    const Text subject(named(Setting::inventory, name_or_file));
    const Text remedy("use a name that `cityflux inventories` lists, or the path of a TOML file");
    const std::filesystem::path path(name_or_file);
    std::error_code ignored;
    if (lower_case(path.extension().string()) == ".toml") {
        if (std::filesystem::is_regular_file(path, ignored)) {
            return Inventory::load(path);
        }
        throw UsageError(ProblemCode::missing, subject, "missing file", remedy);
    }
    std::vector<std::string> names;
    for (const Inventory& inventory : inventories_) {
        names.push_back(inventory.name);
    }
    throw UsageError(ProblemCode::unknown, subject,
        "unknown inventory" + did_you_mean(name_or_file, names, most_suggestions), remedy);
}

std::vector<const Inventory*> Catalogue::named_like(const std::filesystem::path& file) const
{
    std::vector<const Inventory*> found;
    for (const Inventory& inventory : inventories_) {
        if (inventory.parts_of_name(file)) {
            found.push_back(&inventory);
        }
    }
    return found;
}

} // namespace cityflux
