package dev.atelier.engine.worker;

import dev.atelier.domain.work.WorkPart;
import dev.atelier.domain.work.WorkRequest.ReadRows;
import dev.atelier.domain.work.WorkRequest.RowsRead;
import dev.atelier.engine.data.DataRow;
import dev.atelier.engine.data.DatasetFile;
import dev.atelier.engine.data.Finding;
import java.util.ArrayList;
import java.util.List;

/** The rows of a file, told in batches. */
final class RowsVerb implements DatasetFile.Reader {
    private static final int BATCH_ROWS = 500;
    private static final int BATCH_CHARACTERS = 4 << 20;

    private final Asker asker;
    private List<WorkPart.ReadRow> rows = new ArrayList<>();
    private List<WorkPart.BadLine> bad = new ArrayList<>();
    private int characters;
    private int rowCount;
    private int badCount;
    private String shape = "none";

    private RowsVerb(Asker asker) {
        this.asker = asker;
    }

    static RowsRead answer(ReadRows request, Asker asker) {
        var reader = new RowsVerb(asker);
        DatasetFile.scan(request.file(), reader, asker);
        reader.send();
        return new RowsRead(reader.shape, reader.rowCount, reader.badCount);
    }

    @Override
    public void row(DataRow row) {
        shape = row.shape().label();
        rows.add(new WorkPart.ReadRow(row.line(), shape, row.raw()));
        rowCount++;
        sendIfFull(row.raw().length());
    }

    @Override
    public void bad(Finding finding, String text) {
        bad.add(new WorkPart.BadLine(finding.line(), finding.reason(), text));
        badCount++;
        sendIfFull(text.length());
    }

    private void sendIfFull(int more) {
        characters += more;
        if (rows.size() + bad.size() >= BATCH_ROWS || characters >= BATCH_CHARACTERS) {
            send();
        }
    }

    private void send() {
        if (!rows.isEmpty() || !bad.isEmpty()) {
            asker.part(new WorkPart.RowBatch(rows, bad));
        }
        rows = new ArrayList<>();
        bad = new ArrayList<>();
        characters = 0;
    }
}
