#include "grids/catalogue/inventory.h"
#include "pipeline/index/index_definition.h"
#include "pipeline/run/pipeline_definition.h"
#include "pipeline/run/stage_kinds.h"
#include "pipeline/tables/described_table.h"
#include "pipeline/tables/energy_factors.h"
#include "tests/fuzz/fuzz_input.h"

/// A TOML file; the first byte says of what: I an inventory, X an index, P a pipeline, T a
/// description of a table, F factors.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cityflux;
    if (size < 1) {
        return 0;
    }
    const fuzz::InputFile file(".toml", fuzz::text_of(data + 1, size - 1));
    fuzz::accept_or_refuse([&] {
        switch (data[0]) {
        case 'X':
            IndexDefinition::load(file.path());
            break;
        case 'P':
            PipelineDefinition::load(file.path(), stage_keys());
            break;
        case 'T':
            DescribedTable::load(file.path());
            break;
        case 'F':
            read_energy_factors(file.path());
            break;
        default:
            Inventory::load(file.path());
        }
    });
    return 0;
}
