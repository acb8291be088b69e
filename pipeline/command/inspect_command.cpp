#include "pipeline/command/command_line.h"

#include "pipeline/program/command_syntax.h"
#include "pipeline/program/data_folder.h"
#include "pipeline/program/progress_bar.h"
#include "pipeline/program/shared_options.h"
#include "pipeline/totals/inspect.h"

#include <memory>

#include <fmt/format.h>

namespace cityflux {

CommandAction add_inspect_command(ProgramSyntax& program)
{
    struct Options {
        RasterOptions raster;
        bool overrides = false;
        RunOptions run;
    };
    const auto options = std::make_shared<Options>();
    CommandSyntax command = program.add_command("inspect",
        "list the layers of gridded inventories, with grid, unit, species, sector and period");
    options->raster.add_to(command);
    add_override_to(command, options->overrides);
    options->run.add_to(command);
    options->run.add_json_to(command);
    command.footer("Example:\n  cityflux inspect odiac2022_1km_excl_intl_1901.tif.gz");
    return [options](const CommandLine&) {
        const Catalogue catalogue(inventories_folder());
        const auto inventory = options->raster.declared_inventory(catalogue);
        const Assumptions assumptions = options->raster.assumptions(options->overrides);
        std::vector<Inspection> inspections;
        for (const std::string& file : options->raster.files()) {
            {
                ProgressBar bar(options->run.shows_progress());
                inspections.push_back(inspect(file, catalogue, inventory, assumptions,
                    [&](double share) { bar.show(share); }));
            }
            if (!options->run.json) {
                fmt::print("{}", to_text(inspections.back()));
            }
        }
        if (options->run.json) {
            fmt::print("{}", to_json(inspections));
        }
        return static_cast<int>(ExitCode::done);
    };
}

} // namespace cityflux
