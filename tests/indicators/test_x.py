def test_w(filled):
    print(filled.current("quote","01"), filled.current("quote","04"))
    print(filled.run())
    for r in filled.run().results.all(): print(r.included, r.reason, r.axes)
