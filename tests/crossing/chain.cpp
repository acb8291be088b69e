#include "tests/crossing/chain.h"

#include "grids/text/error.h"
#include "grids/text/toml_section.h"

#include <algorithm>
#include <iterator>

namespace cityflux {
namespace {

void read_result(const TomlSection& section, Chain& chain)
{
    chain.refused = section.only_one({ "expect", "refused" }) == "refused";
    if (chain.refused) {
        section.forbid({ "says", "rows", "exit", "tolerance" }, "a refusal has its words only");
        chain.exit = 3;
        chain.says = section.required_texts("refused");
        return;
    }
    if (const auto code = section.find("exit")) {
        chain.exit = static_cast<int>(code->whole(0, 4));
    }
    chain.says = section.texts("says");
    chain.rows = read_truth_rows(*section.find("expect"));
    const auto count = section.find("rows");
    chain.row_count = count ? static_cast<std::size_t>(count->whole(1, 1000)) : chain.rows.size();
    chain.tolerance = section.number("tolerance").value_or(chain.tolerance);
}

Chain chain_of(const TomlSection& section)
{
    section.allow({ "name", "shows", "needs", "run", "script", "reads", "options", "expect", "rows",
        "exit", "refused", "says", "tolerance" });
    Chain chain;
    chain.name = section.required_text("name");
    chain.shows = section.required_text("shows");
    chain.needs = section.texts("needs");
    section.only_one({ "run", "script" });
    chain.run = section.text_or_empty("run");
    chain.script = section.text_or_empty("script");
    chain.reads = section.text("reads").value_or("out.nc");
    chain.options = section.texts("options");
    read_result(section, chain);
    return chain;
}

std::vector<Chain> read_table(const std::filesystem::path& file)
{
    const TomlSection top = TomlSection::read(file, "the table of chains");
    top.allow({ "title", "needs", "chain" });
    top.required_text("title");
    std::vector<Chain> chains;
    for (const TomlSection& section : top.sections("chain")) {
        Chain chain = chain_of(section);
        chain.file = file.stem().string();
        for (const std::string& tool : top.texts("needs")) {
            chain.needs.push_back(tool);
        }
        chains.push_back(std::move(chain));
    }
    return chains;
}

} // namespace

std::vector<Chain> read_chains(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".toml") {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    std::vector<Chain> all;
    for (const auto& file : files) {
        try {
            std::vector<Chain> chains = read_table(file);
            std::move(chains.begin(), chains.end(), std::back_inserter(all));
        } catch (const InputError& error) {
            Chain broken;
            broken.file = file.stem().string();
            broken.name = "cannot_be_read";
            broken.unreadable = error.what();
            all.push_back(std::move(broken));
        }
    }
    return all;
}

} // namespace cityflux
