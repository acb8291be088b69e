#include "pipeline/command/command_line.h"

#include "grids/catalogue/catalogue.h"
#include "pipeline/output/json_text.h"
#include "pipeline/program/command_syntax.h"
#include "pipeline/program/data_folder.h"

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

Json describe(const Inventory& inventory)
{
    Json json;
    json["name"] = inventory.name;
    json["title"] = inventory.title;
    json["family"] = inventory.family;
    json["files"] = Json::array();
    for (const NamePattern& pattern : inventory.recognise.files) {
        json["files"].push_back(pattern.text());
    }
    json["citation"] = inventory.citation;
    json["licence"] = inventory.licence;
    json["url"] = inventory.url;
    json["notes"] = inventory.notes;
    json["file"] = inventory.source.string();
    return json;
}

void list(const Catalogue& catalogue)
{
    std::size_t width = 0;
    for (const Inventory& inventory : catalogue.inventories()) {
        width = std::max(width, inventory.name.size());
    }
    for (const Inventory& inventory : catalogue.inventories()) {
        fmt::print("{:<{}}  {}\n", inventory.name, width, inventory.title);
    }
}

void show(const Inventory& inventory)
{
    const auto line = [](const char* name, const std::string& value) {
        if (!value.empty()) {
            fmt::print("{:<9} {}\n", name, value);
        }
    };
    line("name", inventory.name);
    line("title", inventory.title);
    line("citation", inventory.citation);
    line("licence", inventory.licence);
    line("download", inventory.url);
    line("notes", inventory.notes);
    line("file", inventory.source.string());
    std::ifstream file(inventory.source);
    std::ostringstream content;
    content << file.rdbuf();
    fmt::print("\n{}", content.str());
}

} // namespace

CommandAction add_inventories_command(ProgramSyntax& program)
{
    struct Options {
        std::string name;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CommandSyntax command
        = program.add_command("inventories", "list the inventories of the catalogue");
    command
        .option("name", options->name,
            "inventory to show in full: a name of the catalogue or a TOML file")
        .type_name("NAME|FILE.toml");
    command.flag("--json", options->json, "print JSON");
    command.footer("Example:\n  cityflux inventories ODIAC");
    return [options](const CommandLine&) {
        const Catalogue catalogue(inventories_folder());
        if (options->json) {
            Json all = Json::array();
            for (const Inventory& inventory : catalogue.inventories()) {
                all.push_back(describe(inventory));
            }
            fmt::print("{}\n",
                json_text(options->name.empty() ? all : describe(catalogue.find(options->name))));
        } else if (options->name.empty()) {
            list(catalogue);
        } else {
            show(catalogue.find(options->name));
        }
        return static_cast<int>(ExitCode::done);
    };
}

} // namespace cityflux
